using System.Text.Json;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting.Client;

namespace KubeStellar.Edge.Scripting.Tests.Client;

public sealed class OutcomeJsonTests
{
    [Theory]
    [InlineData("""[{"op":"set","path":["a"],"value":"\ud83d"}]""")]
    [InlineData("""[{"op":"set","path":["a"],"value":[1,{"b":"x\ude00"}]}]""")]
    [InlineData("""[{"op":"set","path":["a"],"value":{"\ud83d":1}}]""")]
    [InlineData("""[{"op":"set","path":["\ud83d"],"value":1}]""")]
    [InlineData("""{"copies":[[{"op":"set","path":["a"],"value":"\ud83d"}]]}""")]
    public void Half_of_a_character_is_found_when_the_answer_is_read(string outcome) =>
        Assert.Throws<InvalidOperationException>(() => new OutcomeJson().Variant(JsonElement.Parse(outcome), new EdgeSet(1)));

    [Fact]
    public void Whole_characters_may_be_written_as_two_halves()
    {
        var variant = new OutcomeJson().Variant(JsonElement.Parse("""[{"op":"set","path":["a"],"value":["\ud83d\ude00","\u0007"]}]"""), new EdgeSet(1));

        Assert.Equal("😀", Assert.Single(variant.Operations).Value!.Value[0].GetString());
    }
}

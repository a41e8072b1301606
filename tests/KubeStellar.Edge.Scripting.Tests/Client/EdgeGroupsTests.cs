using System.Text.Json;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting.Client;
using KubeStellar.Edge.Scripting.Wire;

namespace KubeStellar.Edge.Scripting.Tests.Client;

/// <summary>What the host writes of members, the client reads, by whichever way it is shorter.</summary>
public sealed class EdgeGroupsTests
{
    [Theory]
    [InlineData(10, 3)]
    [InlineData(5_000, 3)]
    [InlineData(5_000, 8)]
    [InlineData(5_000, 9)]
    [InlineData(5_000, 4_000)]
    public void Members_find_their_outcomes(int members, int outcomes)
    {
        var random = new Random(members + outcomes);
        int[] slots = [.. Enumerable.Range(0, 2 * members).Where(_ => random.Next(2) == 0)];
        int[] numbers = [.. slots.Select(_ => random.Next(outcomes + 1))];
        var asked = new EdgeSet(3 * members);
        foreach (var slot in slots)
        {
            asked.Add(slot);
        }

        Assert.Equal(slots, SlotList.Read(SlotList.Write(asked)));
        var answer = new HostAnswer(default, GroupNumbers.Write(slots, numbers), [JsonSerializer.SerializeToUtf8Bytes(Enumerable.Range(1, outcomes))], null);
        var groups = EdgeGroups.Read(answer, asked);

        Assert.Equal(outcomes, groups.Outcomes.Count);
        for (var number = 1; number <= outcomes; number++)
        {
            Assert.Equal(slots.Where((_, i) => numbers[i] == number), groups.Of(number).Members());
        }

        bool[] odd = [.. Enumerable.Range(0, outcomes + 1).Select(number => number % 2 == 1)];
        Assert.Equal(slots.Where((_, i) => odd[numbers[i]]), groups.Where(odd).Members());
    }

    [Fact]
    public void An_answer_that_does_not_fit_is_refused()
    {
        var asked = new EdgeSet(100);
        asked.Add(3);
        Assert.Throws<InvalidDataException>(() => new EdgeGroups(new HostAnswer(default, GroupNumbers.Write([1, 2], [1, 1]), [], null), asked, [], 1).Of(1));
        Assert.Throws<InvalidDataException>(() => new EdgeGroups(new HostAnswer(default, GroupNumbers.Write([3], [5]), [], null), asked, [], 1).Of(1));
    }
}

using System.Text.Json;
using KubeStellar.Edge.Flow.State.Rollouts.Strategies;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Strategies;

public sealed class IntOrPercentTests
{
    [Theory]
    [InlineData("3", 10, 3)]
    [InlineData("\"3\"", 10, 3)]
    [InlineData("10", 10, 10)]
    [InlineData("11", 10, -1)]
    [InlineData("0", 10, -1)]
    [InlineData("-3", 10, -1)]
    [InlineData("2147483647", 10, -1)]
    [InlineData("\"25%\"", 10, 3)]
    [InlineData("\"0.001%\"", 10, 1)]
    [InlineData("\".5%\"", 1000, 5)]
    [InlineData("\"7%\"", 100, 8)]
    [InlineData("\"100%\"", 10, 10)]
    [InlineData("\"100.1%\"", 10, -1)]
    [InlineData("\"99999999999999%\"", 10, -1)]
    [InlineData("\"0%\"", 10, -1)]
    [InlineData("\"-5%\"", 10, -1)]
    [InlineData("\"50%\"", 0, -1)]
    [InlineData("1", 0, -1)]
    public void Is_so_many_of(string json, int total, int expected)
    {
        Assert.True(IntOrPercent.TryRead(JsonElement.Parse(json), out var limit, out _));
        Assert.Equal(expected, limit.Of(total, -1));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"%\"")]
    [InlineData("\"many\"")]
    [InlineData("\"3 \"")]
    [InlineData("\" 3%\"")]
    [InlineData("\"3%%\"")]
    [InlineData("\"1e1%\"")]
    [InlineData("\"NaN%\"")]
    [InlineData("\"1,5%\"")]
    [InlineData("\"1.5\"")]
    [InlineData("1.5")]
    [InlineData("3000000000")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[1]")]
    public void Refuses_what_is_no_limit(string json)
    {
        Assert.False(IntOrPercent.TryRead(JsonElement.Parse(json), out var limit, out var refusal));
        Assert.Equal(default, limit);
        Assert.Equal("must be a whole number such as 3, or a percentage such as \"25%\"", refusal);
    }

    [Fact]
    public void Is_shown_as_it_is_written() =>
        Assert.Equal(("3", "12.5%", "0"), (IntOrPercent.Count(3).ToString(), IntOrPercent.Percent(12.5).ToString(), default(IntOrPercent).ToString()));
}

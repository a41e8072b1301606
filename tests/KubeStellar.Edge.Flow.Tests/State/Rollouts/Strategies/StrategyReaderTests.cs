using System.Text.Json;
using KubeStellar.Edge.Flow.State.Rollouts.Strategies;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Strategies;

public sealed class StrategyReaderTests
{
    [Fact]
    public void Reads_all_that_ocm_has()
    {
        var read = Read("""
            {"type": "progressive", "maxConcurrency": "25%", "minSuccessTime": "1m30s", "progressDeadline": "2h", "maxFailures": 3,
             "mandatoryDecisionGroups": [{"groupName": "canary"}, {"groupIndex": 2}, {"groupName": "x", "groupIndex": 4}, {}]}
            """);

        Assert.Empty(read.Errors);
        var options = read.Options!;
        Assert.Equal((StrategyKind.Progressive, IntOrPercent.Percent(25), IntOrPercent.Count(3)), (options.Kind, options.MaxConcurrency, options.MaxFailures));
        Assert.Equal((TimeSpan.FromSeconds(90), TimeSpan.FromHours(2)), (options.MinSuccessTime, options.ProgressDeadline));
        Assert.Equal([new MandatoryGroup("canary", 0), new MandatoryGroup("", 2), new MandatoryGroup("x", 4), new MandatoryGroup("", 0)], options.Mandatory);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"type": null, "maxConcurrency": null, "minSuccessTime": null, "progressDeadline": null, "maxFailures": null, "mandatoryDecisionGroups": null}""")]
    [InlineData("""{"type": "all", "progressDeadline": "None"}""")]
    [InlineData("""{"type": "All", "progressDeadline": "", "minSuccessTime": "0", "maxFailures": 0}""")]
    public void What_is_not_said_has_ocms_default(string json)
    {
        var read = Read(json);
        Assert.Empty(read.Errors);
        var options = read.Options!;
        Assert.Equal(new StrategyOptions(), options with { Mandatory = new StrategyOptions().Mandatory });
        Assert.Empty(options.Mandatory);
    }

    [Fact]
    public void Tells_all_that_is_wrong_and_where()
    {
        var read = Read("""
            {"type": "progressive", "maxConcurrency": "many", "minSuccessTime": 5, "progressDeadline": "soon", "maxFailures": 1.5, "maxFailure": 1,
             "mandatoryDecisionGroups": ["canary", {"groupName": 1, "groupIndex": -1}, {"name": "x"}]}
            """);

        Assert.Null(read.Options);
        Assert.Equal(
            [
                "maxConcurrency", "minSuccessTime", "progressDeadline", "maxFailures", "maxFailure", "mandatoryDecisionGroups[0]", "mandatoryDecisionGroups[1].groupName",
                "mandatoryDecisionGroups[1].groupIndex", "mandatoryDecisionGroups[2].name",
            ],
            read.Errors.Select(error => error.Path));
        Assert.DoesNotContain(read.Errors, error => error.Message.Contains("soon", StringComparison.Ordinal) || error.Message.Length < 15);
    }

    [Theory]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("\"all\"", "")]
    [InlineData("""{"type": "ALL"}""", "type")]
    [InlineData("""{"type": 1}""", "type")]
    [InlineData("""{"type": "rolling", "maxConcurrency": 1}""", "type")]
    [InlineData("""{"maxConcurrency": 1}""", "maxConcurrency")]
    [InlineData("""{"type": "progressivePerGroup", "maxConcurrency": 1}""", "maxConcurrency")]
    [InlineData("""{"type": "all", "mandatoryDecisionGroups": []}""", "mandatoryDecisionGroups")]
    [InlineData("""{"type": "progressive", "mandatoryDecisionGroups": {}}""", "mandatoryDecisionGroups")]
    [InlineData("""{"minSuccessTime": "None"}""", "minSuccessTime")]
    [InlineData("""{"minSuccessTime": "-1s"}""", "minSuccessTime")]
    [InlineData("""{"progressDeadline": "none"}""", "progressDeadline")]
    [InlineData("""{"progressDeadline": "xNone"}""", "progressDeadline")]
    [InlineData("""{"progressDeadline": "0"}""", "progressDeadline")]
    [InlineData("""{"progressDeadline": "-1m"}""", "progressDeadline")]
    [InlineData("""{"progressDeadline": "1.5h"}""", "progressDeadline")]
    [InlineData("""{"progressDeadline": "5us"}""", "progressDeadline")]
    [InlineData("""{"progressDeadline": "1|"}""", "progressDeadline")]
    [InlineData("""{"progressDeadline": "90mfoo"}""", "progressDeadline")]
    [InlineData("""{"progressDeadline": 90}""", "progressDeadline")]
    public void Refuses(string json, string path)
    {
        var read = Read(json);
        Assert.Null(read.Options);
        Assert.Equal(path, Assert.Single(read.Errors).Path);
    }

    [Theory]
    [InlineData("0s", 0)]
    [InlineData("360s", 360)]
    [InlineData("90m", 5400)]
    [InlineData("1h30m", 5400)]
    [InlineData("1h1.5m", 3690)]
    [InlineData("500ms", 0.5)]
    public void Takes_the_deadlines_that_ocms_pattern_takes(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read($$"""{"progressDeadline": "{{text}}"}""").Options!.ProgressDeadline);

    private static StrategyReading Read(string json) => StrategyOptions.Read(JsonElement.Parse(json));
}

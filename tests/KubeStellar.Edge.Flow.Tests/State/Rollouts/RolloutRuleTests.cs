using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Strategies;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts;

/// <summary>A policy host is believed in nothing: what it tells is read whole, or not at all. That it is read right is in the contract of policy runtimes.</summary>
public sealed class RolloutRuleTests
{
    private const string Good = """
        {
          "waves": [{
            "name": "10%", "kind": "percent", "percent": 10, "gates": true, "soak": 60000, "deadline": null, "maxFailures": { "value": 0, "percent": false }, "concurrency": { "value": 10, "percent": true },
            "jitter": 0, "budgets": [{ "label": "region", "edges": 2 }], "bytesPerMinute": null, "pullsPerMinute": 5, "approve": { "count": 1, "by": ["ann"] },
            "windows": [{ "days": ["monday"], "from": "22:00", "to": "04:00", "zone": "UTC" }], "strategy": null, "groupBy": ""
          }],
          "unreachable": "catchUp", "maxUnreachable": 0.5, "onFailure": "hold", "rollback": "whole", "inconclusive": { "action": "retry", "after": null }, "after": [], "windows": [],
          "freezes": [{ "from": "2026-12-20T00:00:00Z", "to": "2027-01-07T00:00:00Z", "reason": "" }],
          "inputs": [{ "name": "a", "kind": "http", "source": "http://h/x", "key": "", "body": null, "timeout": 5000 }], "every": 10000
        }
        """;

    [Fact]
    public void What_is_as_it_must_be_is_read()
    {
        var rule = RolloutRule.Read(JsonElement.Parse(Good));

        var wave = Assert.Single(rule.Waves);
        Assert.True(wave is { Name: "10%", Gates: true, Soak.TotalMinutes: 1, Deadline: null, PullsPerMinute: 5, BytesPerMinute: null, Approve.Count: 1, Strategy: null } && wave.Concurrency == IntOrPercent.Percent(10));
        Assert.Equal(DayOfWeek.Monday, Assert.Single(Assert.Single(wave.Windows).Days));
        Assert.Equal("http://h/x", Assert.Single(rule.Inputs).Source);
    }

    public static TheoryData<string, string, string> Bad => new()
    {
        { "waves", "[]", "rollout.waves: there is none" },
        { "waves", "{}", "rollout.waves: a list is expected" },
        { "waves/0", "null", "rollout.waves[0]: \"name\" is missing" },
        { "waves/0/name", "\"\"", "rollout.waves[0].name: it is empty" },
        { "waves/0/soak", "-1", "rollout.waves[0].soak: a number from 0 to" },
        { "waves/0/soak", "\"1h\"", "rollout.waves[0].soak: a number from 0 to" },
        { "waves/0/soak", "1e300", "rollout.waves[0].soak: a number from 0 to" },
        { "waves/0/gates", "1", "rollout.waves[0].gates: true or false is expected" },
        { "waves/0/maxFailures", "3", "rollout.waves[0].maxFailures: \"percent\" is missing" },
        { "waves/0/maxFailures/value", "1.5", "rollout.waves[0].maxFailures.value: a whole number from 0" },
        { "waves/0/concurrency/value", "101", "rollout.waves[0].concurrency.value: a number from 0 to 100" },
        { "waves/0/concurrency/value", "0", "rollout.waves[0].concurrency: nothing could move" },
        { "waves/0/budgets/0/edges", "0", "rollout.waves[0].budgets[0].edges: a whole number from 1" },
        { "waves/0/pullsPerMinute", "3000000000", "rollout.waves[0].pullsPerMinute: a whole number from 1 to 2147483647" },
        { "waves/0/approve/by", "[1]", "rollout.waves[0].approve.by[0]: a text is expected" },
        { "waves/0/windows/0/days", "[\"mon\"]", "rollout.waves[0].windows[0].days[0]: there is no word \"mon\"" },
        { "waves/0/windows/0/from", "\"25:00\"", "rollout.waves[0].windows[0].from: a time of day" },
        { "waves/0/windows/0/zone", "\"Mars/Base\"", "rollout.waves[0].windows[0].zone: there is no time zone" },
        { "waves/0/strategy", "\"all\"", "rollout.waves[0].strategy: an object is expected" },
        { "unreachable", "\"catch-up\"", "rollout.unreachable: there is no word" },
        { "maxUnreachable", "1.1", "rollout.maxUnreachable: a number from 0 to 1 is expected" },
        { "onFailure", "\"Hold\"", "rollout.onFailure: there is no word \"Hold\"" },
        { "inconclusive/action", "\"0\"", "rollout.inconclusive.action: there is no word \"0\"" },
        { "freezes/0/to", "\"2026-12-19T00:00:00Z\"", "rollout.freezes[0]: it ends before it begins" },
        { "freezes/0/from", "\"soon\"", "rollout.freezes[0].from: a time such as" },
        { "inputs/0/source", "\"file:///etc/passwd\"", "rollout.inputs[0].source: a URL with http or https" },
        { "inputs/0/source", "\"http://a:b@h/\"", "rollout.inputs[0].source: a URL with http or https" },
        { "inputs/0", """{ "name": "a", "kind": "request", "source": "$JS.API.INFO", "key": "", "body": null, "timeout": 1 }""", "rollout.inputs[0].source: a subject without wildcards" },
        { "inputs/0", """{ "name": "a", "kind": "request", "source": "a.>", "key": "", "body": null, "timeout": 1 }""", "rollout.inputs[0].source: a subject without wildcards" },
        { "inputs/0", """{ "name": "a", "kind": "keyValue", "source": "b", "key": "", "body": null, "timeout": 1 }""", "rollout.inputs[0].key: it is empty" },
        { "every", "10", "rollout.every: at least 1 s is expected" },
        { "every", "null", "rollout.every: a number from 0 to" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_is_not_is_refused_with_its_place(string path, string value, string message)
    {
        var rollout = JsonNode.Parse(Good)!;
        var steps = path.Split('/');
        var holder = steps[..^1].Aggregate(rollout, (node, step) => node is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!);
        if (holder is JsonArray items)
        {
            items[int.Parse(steps[^1], CultureInfo.InvariantCulture)] = JsonNode.Parse(value);
        }
        else
        {
            holder[steps[^1]] = JsonNode.Parse(value);
        }

        var error = Assert.Throws<FormatException>(() => RolloutRule.Read(JsonElement.Parse(rollout.ToJsonString())));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_may_be_missing()
    {
        foreach (var name in JsonNode.Parse(Good)!.AsObject().Select(member => member.Key))
        {
            var less = JsonNode.Parse(Good)!.AsObject();
            less.Remove(name);
            Assert.Equal($"rollout: \"{name}\" is missing", Assert.Throws<FormatException>(() => RolloutRule.Read(JsonElement.Parse(less.ToJsonString()))).Message);
        }
    }
}

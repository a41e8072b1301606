using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting.Client;

namespace KubeStellar.Edge.Scripting.Tests.Scripts;

/// <summary>Runs a spec by the engine that runs in production.</summary>
internal static class SpecRun
{
    internal static async Task CheckAsync(SpecFile spec)
    {
        await using var runtime = RuntimeUnderTest.Create();
        var loaded = await runtime.LoadAsync(spec.Digest, spec.Bundle, default);
        Assert.True(loaded.Ok, $"{loaded.Fault?.Message} {loaded.Fault?.Location}");
        await runtime.UpdateInventoryAsync([.. spec.Edges.Select((edge, slot) => new EdgeSlot(slot, edge))], default);

        foreach (var test in spec.List("cases"))
        {
            await new SpecCase(runtime, spec, loaded.Value, test).RunAsync();
        }

        foreach (var test in spec.List("health"))
        {
            await HealthAsync(runtime, spec, test);
        }

        if (spec.Root.TryGetProperty("status", out var status))
        {
            await StatusAsync(runtime, spec, status);
        }
    }

    private static async Task HealthAsync(PolicyRuntime runtime, SpecFile spec, JsonElement test)
    {
        var told = await runtime.HealthAsync(spec.Digest, [spec.Workload(test)], default);
        Assert.True(told.Ok, told.Fault?.Message);
        var (verdict, expect) = (told.Value[0], test.GetProperty("expect"));
        var expected = expect.ValueKind == JsonValueKind.String
            ? (expect.GetString(), verdict.Reason, verdict.Message)
            : (Text("health") ?? verdict.Health.ToString(), Text("reason") ?? verdict.Reason, Text("message") ?? verdict.Message);
        Assert.Equal(expected, (verdict.Health.ToString(), verdict.Reason, verdict.Message));

        string? Text(string name) => expect.TryGetProperty(name, out var text) ? text.GetString() : null;
    }

    private static async Task StatusAsync(PolicyRuntime runtime, SpecFile spec, JsonElement status)
    {
        JsonElement? total = null;
        foreach (var edge in status.GetProperty("reports").EnumerateArray().GroupBy(report => report.GetProperty("edge").GetString()))
        {
            var inputs = edge.Select(report => new ReductionInput(
                ObjectKey.OfObject(spec.Object(report)),
                new ReportObject { Content = Digest.Of([1]), Applied = true, ObservedAfterApply = true, Health = report.GetProperty("ready").GetBoolean() ? Health.Current : Health.InProgress },
                spec.Workload(report))).ToArray();
            var partial = await runtime.MapAsync(spec.Digest, spec.Edges.Single(e => e.Id == edge.Key), inputs, default);
            Assert.True(partial.Ok, partial.Fault?.Message);
            total = total is null ? partial.Value[0] : (await runtime.CombineAsync(spec.Digest, [(total.Value, partial.Value[0])], default)).Value![0];
        }

        var summary = (await runtime.FinishAsync(spec.Digest, total!.Value, default)).Value![0];
        Assert.True(JsonElement.DeepEquals(status.GetProperty("summary"), summary), summary.GetRawText());
    }
}

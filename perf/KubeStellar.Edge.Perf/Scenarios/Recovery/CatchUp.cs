using System.Diagnostics;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;

namespace KubeStellar.Edge.Perf.Scenarios.Recovery;

/// <summary>An edge comes back after it missed many edits: what it is sent, against the least that it has to be sent.</summary>
internal static class CatchUp
{
    private const string Get = "get";
    private const string Root = "root";

    public static async Task RunAsync(RecoverySite site, BenchReport report, int edits, CancellationToken token)
    {
        var before = await TreeBytes.ReadAsync(site.Client, RecoverySite.Id, token);
        await site.Edge.KillAsync(token);
        var last = RecoverySite.Edition(edits);
        for (var edit = 0; edit < edits; edit++)
            await site.EditAsync(edit, edit >= edits - site.Objects ? last : RecoverySite.Edition(edit), token);
        while (!await site.Client.SettledAsync(token))
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token);

        using var seen = new FileValueWatch(site.Fleet.Target(RecoverySite.Id));
        var touched = Math.Min(edits, site.Objects);
        var there = seen.WaitForAsync(last, token, touched);
        var counted = site.Tap.Count();
        var start = Stopwatch.GetTimestamp();
        await site.StartEdgeAsync(null, token);
        var seconds = Stopwatch.GetElapsedTime(start, await there).TotalSeconds;
        (await site.Fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "120s")).Ok();
        var passed = site.Tap.Count().Since(counted);

        var tree = await TreeBytes.ReadAsync(site.Client, RecoverySite.Id, token);
        var floor = await tree.MissingAsync(before, site.Client, token);
        var got = Of(passed.Up, Get) + Of(passed.Down, "answer to " + Get) + Of(passed.Down, Root);
        (string, object)[] tags = [("edits", edits), ("objects", site.Objects)];
        report.Add("catchup_bytes", got, "bytes", [.. tags, ("of", "requests, answers, pushed roots")]);
        report.Add("catchup_floor_bytes", floor, "bytes", [.. tags, ("of", "root and missing contents as stored")]);
        report.Add("catchup_ratio", (double)got / floor, "x", tags);
        report.Add("catchup_requests", passed.Up.GetValueOrDefault(Get).Messages, "messages", tags);
        report.Add("catchup_pushed_roots", passed.Down.GetValueOrDefault(Root).Messages, "messages", tags);
        report.Add("catchup_seconds", seconds, "s", [.. tags, ("from", "exec")]);
        report.Add("catchup_all_bytes", passed.Bytes, "bytes", [.. tags, ("of", "everything both ways: reports and heartbeats too")]);
        await Console.Error.WriteLineAsync($"bench: catch-up: {passed}");
    }

    private static long Of(IReadOnlyDictionary<string, (long Messages, long Bytes)> kinds, string kind) => kinds.GetValueOrDefault(kind).Bytes;
}

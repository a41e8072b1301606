using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>The main job with real processes: variants, exact reach of an edit, digits, large objects, statuses.</summary>
public sealed class MainJobTests
{
    [Fact]
    public async Task Each_edge_gets_its_variant_and_an_edit_publishes_only_what_is_new()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        foreach (var (id, size) in new[] { ("store-1", "large"), ("store-2", "small"), ("store-3", "small") })
            await fleet.StartEdgeAsync(id, await fleet.TokenAsync(token, "kind=store", "size=" + size), token);
        await fleet.StartEdgeAsync("depot", await fleet.TokenAsync(token, "kind=depot"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")), ("b.yaml", Site.ConfigMap("b", "9007199254740993")));

        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "30s")).Ok();

        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 2 && f.Values.All(v => v.Contains("\"size\":\"large\"", StringComparison.Ordinal)), token);
        await Site.FilesAsync(fleet.Target("store-2"), f => f.Count == 2 && f.Values.All(v => v.Contains("\"size\":\"small\"", StringComparison.Ordinal)), token);
        Assert.False(Directory.Exists(fleet.Target("depot")) && Site.Read(fleet.Target("depot")).Count > 0);

        await Site.RecordAsync(fleet, token, "a", "b");
        var before = await Site.SequencesAsync(fleet, token);
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "2")));
        (await fleet.CliAsync(token, "apply", "-f", Path.Combine(folder, "a.yaml"))).Ok();
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "30s")).Ok();
        await Site.RecordAsync(fleet, token, "a");
        var after = await Site.SequencesAsync(fleet, token);

        Assert.Equal(3UL, after[Buckets.Desired] - before[Buckets.Desired]); // three stores, not the depot
        Assert.Equal(6UL, after[Buckets.Content] - before[Buckets.Content]); // two variants, two manifests, what the release gave to whom, and the object itself, to replay the decision
        Assert.Equal(1UL, after[Buckets.Workloads] - before[Buckets.Workloads]);

        // The same again is no change at all.
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "30s")).Ok();
        var again = await Site.SequencesAsync(fleet, token);
        Assert.Equal(after[Buckets.Desired], again[Buckets.Desired]);
        Assert.Equal(after[Buckets.Content], again[Buckets.Content]);
        Assert.Equal(after[Buckets.Workloads], again[Buckets.Workloads]);
    }

    [Fact]
    public async Task Statuses_come_back_one_by_one_and_reduced()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        var join = await fleet.TokenAsync(token, "kind=store");
        await fleet.StartEdgeAsync("store-1", join, token);
        await fleet.StartEdgeAsync("store-2", join, token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")), ("b.yaml", Site.ConfigMap("b", "1")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();

        (await fleet.CliAsync(token, "wait", "--for=ready", "policy", "shop", "--timeout", "30s")).Ok();

        var summary = await UntilAsync(fleet, ["get", "summary", "shop", "-o", "json"], o => o.Replace(" ", "", StringComparison.Ordinal).Contains("\"objects\":4", StringComparison.Ordinal), token);
        Assert.Contains("\"ready\":4", summary.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var status = (await fleet.CliAsync(token, "get", "status", "--edge", "store-1", "-o", "json")).Ok();
        Assert.Contains("_.ConfigMap.shop.a", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Digits_beyond_a_double_and_large_objects_arrive_exactly()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store", "size=large"), token);
        var random = new Random(7);
        var big = string.Concat(Enumerable.Range(0, 1_600_000).Select(_ => (char)('a' + random.Next(26)))); // does not compress below a message
        var folder = Site.Write(fleet, "app",
            ("shop.js", Site.Policy()),
            ("exact.yaml", "apiVersion: shop.example.com/v1\nkind: Meter\nmetadata: { name: exact, namespace: shop, labels: { app: shop } }\nspec: { serial: 9223372036854775807, ratio: 1.10 }\ndata: {}\n"),
            ("big.yaml", Site.ConfigMap("big", big)));

        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();

        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 2, token);
        var exact = File.ReadAllText(Site.FileOf(fleet.Target("store-1"), "meter"));
        Assert.Contains("\"serial\":9223372036854775807", exact, StringComparison.Ordinal);
        Assert.Contains("\"ratio\":1.10", exact, StringComparison.Ordinal);
        Assert.Contains("\"size\":\"large\"", exact, StringComparison.Ordinal);
        Assert.Contains(big, File.ReadAllText(Site.FileOf(fleet.Target("store-1"), "big")), StringComparison.Ordinal);

        var huge = Site.Write(fleet, "huge", ("huge.yaml", Site.ConfigMap("huge", new string('x', 10 << 20))));
        var refused = await fleet.CliAsync(token, "apply", "-f", huge);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("4", refused.Error, StringComparison.Ordinal); // names the limit, 4 MiB
    }

    internal static async Task<string> UntilAsync(Fleet fleet, string[] command, Func<string, bool> wanted, CancellationToken token)
    {
        CliResult? result = null;
        try
        {
            do
            {
                token.ThrowIfCancellationRequested();
                await fleet.NewsAsync("kse", token);
                result = await fleet.CliAsync(token, command);
            }
            while (result.ExitCode != 0 || !wanted(result.Out));
            return result.Out;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"'kse {string.Join(' ', command)}' never became as wanted; it said last:\n{result?.Out}\n{result?.Error}", e);
        }
    }
}

using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.TestKit.Processes;
using NATS.Client.Core;

namespace KubeStellar.Edge.Integration.Tests.Hostile;

/// <summary>A real hub, an honest edge, and the credentials of another one, taken from its disk: every attempt of <see cref="HubAttempts"/> is denied, changes no bucket, and leaves the honest one as it is.</summary>
public sealed class HostileHubTests
{
    // Others are written by the hub's own clock: its lease, and what it makes of an edge that is silent.
    private static readonly string[] Watched =
    [
        Buckets.Workloads, Buckets.Policies, Buckets.Libraries, Buckets.Edges, Buckets.Content, Buckets.Desired, Buckets.Rollouts, Buckets.Status, Buckets.Heads, Buckets.Partials, Buckets.Upsync,
    ];

    [Fact]
    public async Task What_the_server_lets_through_the_hub_denies()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token);
        var spent = await fleet.CliAsync(token, "token", "create", "--uses", "1", "--label", "kind=store", "--label", "size=small");
        var expired = (await fleet.CliAsync(token, "token", "create", "--expires", "1s")).Ok().Trim();
        await fleet.StartEdgeAsync("honest", await fleet.TokenAsync(token, "kind=store", "size=large"), token);
        var robbed = await fleet.StartEdgeAsync("thief", spent.Ok().Trim(), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        foreach (var edge in (string[])["honest", "thief"])
            await Site.FilesAsync(fleet.Target(edge), files => files.Count == 1, token);
        await MainJobTests.UntilAsync(fleet, ["get", "summary", "shop", "-o", "json"], said => RegionSite.Raw(RegionSite.Summary(said), "totals", "ready") == "2", token);
        await robbed.StopAsync(token);
        using var identity = DeviceIdentity.Open(fleet.EdgeState("thief"));
        var (root, manifest) = await RootOfAsync(fleet, "honest", token);
        await using var thief = new StolenEdge(identity, token)
        {
            NeighboursRoot = root, NeighboursContent = manifest, SpentToken = spent.Ok().Trim(), ExpiredToken = expired, OpenToken = await fleet.TokenAsync(token),
        };

        var before = await WatchedAsync(fleet, token);
        var wrong = new List<string>();
        foreach (var attempt in HubAttempts.All)
        {
            var said = await attempt.Do(thief);
            if (!said.Contains(attempt.Denied, StringComparison.OrdinalIgnoreCase) || said.Contains("\"jwt\":\"e", StringComparison.Ordinal))
                wrong.Add($"{attempt.Name}: {said}");
            wrong.AddRange((await WatchedAsync(fleet, token)).Except(before).Select(bucket => $"{attempt.Name}: changed {bucket}"));
        }

        Assert.Equal([], wrong);
        Assert.DoesNotContain("another", (await fleet.CliAsync(token, "get", "edges")).Ok(), StringComparison.Ordinal);
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "2")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("honest"), files => files.Values.Single().Contains("\"value\":\"2\"", StringComparison.Ordinal), token);
    }

    private static async Task<IReadOnlyList<string>> WatchedAsync(Fleet fleet, CancellationToken token) =>
        [.. (await Site.SequencesAsync(fleet, token)).Where(bucket => Watched.Contains(bucket.Key, StringComparer.Ordinal)).Select(bucket => $"{bucket.Key} {bucket.Value}")];

    private static async Task<(string Root, string Manifest)> RootOfAsync(Fleet fleet, string edge, CancellationToken token)
    {
        using var context = JsonDocument.Parse(await File.ReadAllTextAsync(fleet.Folder["config", "nats", "context", "kse.json"], token));
        await using var connection = new NatsConnection(new NatsOpts
        {
            Url = context.RootElement.GetProperty("url").GetString()!,
            AuthOpts = new NatsAuthOpts { CredsFile = context.RootElement.GetProperty("creds").GetString() },
        });
        var reply = await connection.RequestAsync<string, byte[]>($"$JS.API.DIRECT.GET.{Buckets.StreamOf(Buckets.Desired)}.{Buckets.SubjectOf(Buckets.Desired, edge)}", "", cancellationToken: token);
        var signed = JsonSerializer.Deserialize(reply.Data!, ContractsJson.Default.SignedRoot)!;
        var root = signed.Root.Deserialize(ContractsJson.Default.RootRecord)!;
        return (Digest.Of(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(signed.Root)).ToString(), root.Policies[0].Manifest.ToString());
    }
}

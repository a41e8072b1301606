using System.Text;
using System.Text.Json;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A secret that is applied at the top, on its way through a region.</summary>
public sealed class RegionSecretTests
{
    private readonly Canaries _canaries = new();
    private readonly List<string> _seen = [];

    [SoakFact]
    public async Task It_is_readable_at_the_edges_that_have_it_and_nowhere_else()
    {
        var token = Site.Patience(240);
        await using var fleet = new Fleet();
        var (top, eu) = (fleet.HubOf("kse"), fleet.HubOf("eu"));
        await top.StartAsync(token);
        await eu.JoinAsync(await top.RegionTokenAsync(token), token);
        var store = await eu.TokenAsync(token, "kind=store");
        foreach (var edge in new[] { "lyon", "nice" })
            await fleet.StartEdgeAsync(edge, store, token, "--heartbeat", "1s");
        var secret = _canaries.Plant();
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("s.yaml", Secret(secret)));
        await RunAsync(top, token, "apply", "-f", folder);
        foreach (var edge in new[] { "lyon", "nice" })
            await RegionSite.HasAsync(fleet, edge, Plain(secret), token);

        // One leaves the set: it has the secret no more, and who stays gets another key.
        var former = await KeysAsync(eu, "lyon", token);
        Assert.Equal(former, await KeysAsync(eu, "nice", token));
        await RunAsync(eu, token, "label", "edge", "nice", "kind=depot", "--overwrite");
        await RegionSite.LacksAsync(fleet, "nice", Plain(secret), token);
        await RegionSite.UntilAsync(eu, ["get", "desired", "lyon", "-o", "json"], said => Keys(said) is { Length: > 0 } now && now != former, token);
        await RegionSite.HasAsync(fleet, "lyon", Plain(secret), token);

        // An edit at the top, and then the region alone: started again without its parent, it opens what it has, for an edge that comes new, and repairs what somebody removed.
        var edited = _canaries.Plant();
        Site.Write(fleet, "app", ("s.yaml", Secret(edited)));
        await RunAsync(top, token, "apply", "-f", folder);
        await RegionSite.HasAsync(fleet, "lyon", Plain(edited), token);
        await top.Process!.StopAsync(token);
        await eu.Process!.KillAsync(token);
        IReadOnlyList<string> lines = [.. top.Process.Lines, .. eu.Process.Lines];
        await eu.StartAsync(token);
        await fleet.StartEdgeAsync("brest", store, token, "--heartbeat", "1s");
        await RegionSite.HasAsync(fleet, "brest", Plain(edited), token);
        File.Delete(Site.FileOf(fleet.Target("lyon"), "secret"));
        await RegionSite.HasAsync(fleet, "lyon", Plain(edited), token);
        await RunAsync(eu, token, "label", "edge", "nice", "kind=store", "--overwrite");
        await RegionSite.HasAsync(fleet, "nice", Plain(edited), token);

        foreach (var question in new[] { "get workloads -o yaml", "get events -o json", "get desired -o json", "explain lyon secret/shop/db" })
            await RunAsync(eu, token, question.Split(' '));
        Assert.Empty(_canaries.InTexts([.. _seen, .. lines, .. eu.Process.Lines]));
        Assert.Empty(await _canaries.InStreamsAsync(fleet, token, "eu"));
        await top.StartAsync(token);
        Assert.Empty(await _canaries.InStreamsAsync(fleet, token));
        Assert.Empty(_canaries.InFiles(top.State, eu.State, fleet.EdgeState("lyon"), fleet.EdgeState("nice"), fleet.EdgeState("brest"), fleet.Folder["config"]));
    }

    /// <summary>As it stands in the file that an edge wrote.</summary>
    private static string Plain(string secret) => Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));

    private static async Task<string> KeysAsync(FleetHub hub, string edge, CancellationToken token) =>
        Keys(await RegionSite.UntilAsync(hub, ["get", "desired", edge, "-o", "json"], said => Keys(said).Length > 0, token));

    /// <summary>Ids of the data keys in an edge's root.</summary>
    private static string Keys(string said)
    {
        var root = JsonElement.Parse(said);
        root = root.TryGetProperty("items", out var items) ? items.EnumerateArray().FirstOrDefault() : root;
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("dataKeys", out var keys) ? string.Join(' ', keys.EnumerateObject().Select(key => key.Value.GetString()!.Split('.')[0])) : "";
    }

    private async Task RunAsync(FleetHub hub, CancellationToken token, params string[] arguments)
    {
        var result = await hub.CliAsync(token, arguments);
        _seen.Add(result.Out + result.Error);
        result.Ok();
    }

    private static string Secret(string password) =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata: { name: db, namespace: shop, labels: { app: shop } }
        stringData: { password: "{{password}}" }
        """;
}

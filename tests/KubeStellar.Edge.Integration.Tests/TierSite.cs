using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A hub, a region below it, and three edges at each: one of every wave of a policy that rolls out over both.</summary>
internal sealed class TierSite(Fleet fleet)
{
    /// <summary>Edges by wave: the canary, one of the first half, one of the rest; of the hub itself, and of the region.</summary>
    public static readonly (string[] Top, string[] Region) Ids = (["ulm", "bonn", "store-2"], ["lyon", "nice", "brest"]);

    /// <summary>All edges.</summary>
    public static readonly string[] All = [.. Ids.Top, .. Ids.Region];

    private readonly Dictionary<string, KseProcess> _edges = [];

    /// <summary>The hub at the top.</summary>
    public FleetHub Top { get; } = fleet.HubOf("kse");

    /// <summary>The region.</summary>
    public FleetHub Region { get; } = fleet.HubOf("eu");

    /// <summary>A policy that goes canaries first, wherever they are, and on when everybody is ready. Nobody may be out of reach, so no wave goes on while a hub or an edge is dead.</summary>
    public static string Policy(string more = "", string gate = "") =>
        $$"""
        import { gate, percent, policy, wave } from "kubestellar";
        export default policy({
          selects: { labels: { app: "shop" } },
          place: () => true,
          rollout: {
            waves: [wave(edge => edge.labels.canary === "true", { name: "canary" }), percent(50)],
            every: "1s", maxUnreachable: 0, {{more}}
            gate: ({ totals }) => {{gate}} totals.ready < totals.members ? gate.hold(`${totals.ready} of ${totals.members} are ready`) : gate.proceed(),
          },
        });
        """;

    /// <summary>Starts all of it, and gives everybody the first version.</summary>
    public async Task StartAsync(string policy, CancellationToken token)
    {
        await Top.StartAsync(token);
        await Region.JoinAsync(await Top.RegionTokenAsync(token), token);
        foreach (var (hub, ids) in new[] { (Top, Ids.Top), (Region, Ids.Region) })
        {
            var (canary, store) = (await hub.TokenAsync(token, "canary=true"), await hub.TokenAsync(token, "canary=false"));
            foreach (var id in ids)
                _edges[id] = await fleet.StartEdgeAsync(id, id == ids[0] ? canary : store, token);
        }

        await WavesAsync(policy, token);
        await EditAsync("1", token);
        foreach (var id in All)
            await HasAsync(id, "1", token);
        (await Top.CliAsync(token, "wait", "shop", "--for=rollout=complete", "--timeout", "120s")).Ok();
    }

    /// <summary>Applies the next version.</summary>
    public async Task EditAsync(string value, CancellationToken token) =>
        (await Top.CliAsync(token, "apply", "-f", Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", value))))).Ok();

    /// <summary>Waits until an edge has a version.</summary>
    public Task HasAsync(string edge, string value, CancellationToken token) =>
        Site.FilesAsync(fleet.Target(edge), files => files.Count == 1 && files.Values.Single().Contains($"\"value\":\"{value}\"", StringComparison.Ordinal), token);

    /// <summary>None of these edges has a version.</summary>
    public void NobodyHas(string value, params string[] edges) =>
        Assert.All(edges, edge => Assert.DoesNotContain(Site.Read(fleet.Target(edge)).Values, file => file.Contains($"\"value\":\"{value}\"", StringComparison.Ordinal)));

    /// <summary>From now on an edge can write nothing: a folder is where its file has to go. It goes on trying, and says that it is on its way.</summary>
    public async Task BlockAsync(string edge, CancellationToken token)
    {
        await KillAsync(edge, token);
        var file = Site.FileOf(fleet.Target(edge), "configmap");
        File.Delete(file);
        Directory.CreateDirectory(Path.Combine(file, "full"));
        await BackAsync(edge, token);
    }

    /// <summary>It can write again.</summary>
    public void Unblock(string edge) => Directory.Delete(Directory.EnumerateDirectories(fleet.Target(edge), "*configmap*").Single(), true);

    /// <summary>SIGKILL of an edge.</summary>
    public Task KillAsync(string edge, CancellationToken token) => _edges[edge].KillAsync(token);

    /// <summary>An edge comes back by its own identity.</summary>
    public async Task BackAsync(string edge, CancellationToken token) => _edges[edge] = await fleet.StartEdgeAsync(edge, null, token);

    /// <summary>SIGKILL of a hub in whatever it does; another process goes on with what is durable.</summary>
    public static async Task KillAsync(FleetHub hub, CancellationToken token)
    {
        await hub.Process!.KillAsync(token);
        await hub.StartAsync(token);
    }

    /// <summary>Waits until a rollout stands as wanted.</summary>
    public static async Task<RolloutProgress> StandsAsync(FleetHub hub, Func<RolloutProgress, bool> wanted, CancellationToken token) =>
        Record(await RegionSite.UntilAsync(hub, ["rollout", "status", "shop", "-o", "json"], output => Record(output)?.Progress is { } progress && wanted(progress), token))!.Progress!;

    /// <summary>Waits until a wave of a release is open, and every wave after it is not.</summary>
    public static Task OpenAsync(FleetHub hub, long release, int wave, CancellationToken token) => StandsAsync(
        hub, progress => progress.Number == release && progress.Waves.Count == 3 && progress.Waves.Take(wave).All(one => one.Phase == WavePhase.Passed)
            && progress.Waves[wave].Phase == WavePhase.Open && progress.Waves.Skip(wave + 1).All(one => one.Phase == WavePhase.Waiting), token);

    /// <summary>The releases that a hub remembers, oldest first.</summary>
    public static async Task<IReadOnlyList<ReleaseRecord>> ReleasesAsync(FleetHub hub, CancellationToken token) =>
        Record((await hub.CliAsync(token, "rollout", "status", "shop", "-o", "json")).Ok())!.Releases;

    /// <summary>
    /// A hub opened every wave of its newest release once and in order, after its parent did, and no edge of it had the release before its wave was open at the top. Both by what
    /// was recorded and by when files were written.
    /// </summary>
    public async Task OnceAndInOrderAsync(CancellationToken token)
    {
        var opened = new List<DateTimeOffset>[2];
        foreach (var (hub, at, ids) in new[] { (Top, 0, Ids.Top), (Region, 1, Ids.Region) })
        {
            var progress = await StandsAsync(hub, one => one.Phase == RolloutPhase.Complete, token);
            opened[at] = [.. progress.Waves.Select(wave => wave.OpenedAt!.Value)];
            Assert.Equal(3, opened[at].Count);
            Assert.Equal(opened[at].Order(), opened[at]);
            Assert.All(opened[at].Zip(opened[0]), pair => Assert.True(pair.First >= pair.Second, $"{hub.Name} opened a wave at {pair.First:O}, and the top at {pair.Second:O}"));
            for (var wave = 0; wave < 3; wave++)
            {
                var written = File.GetLastWriteTimeUtc(Site.FileOf(fleet.Target(ids[wave]), "configmap"));
                Assert.True(written >= opened[0][wave].UtcDateTime, $"{ids[wave]} got it at {written:O}, and its wave opened at {opened[0][wave]:O}");
            }

            var releases = await ReleasesAsync(hub, token);
            Assert.Equal(releases.Select(release => release.Number).Distinct(), releases.Select(release => release.Number));
            Assert.All(releases, release => Assert.Equal(RolloutPhase.Complete, release.Phase));
            Assert.Equal(2, releases.Count);

            // Waves that opened are told as events, and none of them twice.
            var told = (await hub.CliAsync(token, "get", "events", "-o", "json")).Ok();
            foreach (var wave in progress.Waves.Select((one, number) => $"wave {number + 1} of 3 ({one.Name}) of release {progress.Number} is open"))
                Assert.Equal(1, told.Split(wave).Length - 1);
        }
    }

    private static RolloutRecord? Record(string output) => JsonSerializer.Deserialize(output, ContractsJson.Default.RolloutResult)!.Rollout;

    /// <summary>Asks the policy itself who is in which wave: the names are chosen so that every wave has one edge of each tier.</summary>
    private async Task WavesAsync(string policy, CancellationToken token)
    {
        Site.Write(fleet, "app", ("shop.js", policy));
        var edges = JsonSerializer.Serialize(All.Select(id => new { id, labels = new { canary = id == Ids.Top[0] || id == Ids.Region[0] ? "true" : "false" } }));
        var file = Path.Combine(Site.Write(fleet, "fleet", ("fleet.json", edges)), "fleet.json");
        using var plan = JsonDocument.Parse((await fleet.CliAsync(token, "policy", "run", Path.Combine(fleet.Folder["app"], "shop.js"), "waves", "--edge", file, "-o", "json")).Ok());
        var waves = plan.RootElement.EnumerateArray().Select(wave => string.Join(' ', wave.GetProperty("edges").EnumerateArray().Select(edge => edge.GetString()!).Order(StringComparer.Ordinal)));
        Assert.Equal(Ids.Top.Zip(Ids.Region).Select(pair => string.Join(' ', new[] { pair.First, pair.Second }.Order(StringComparer.Ordinal))), waves);
    }
}

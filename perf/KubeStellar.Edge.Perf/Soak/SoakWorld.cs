using System.Globalization;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;
using KubeStellar.Edge.TestKit.Network;
using KubeStellar.Edge.TestKit.Processes;
using NATS.Client.Core;

namespace KubeStellar.Edge.Perf.Soak;

/// <summary>A hub, its server and many edges as real processes, each edge behind a link that can be made bad.</summary>
internal sealed class SoakWorld : IAsyncDisposable
{
    private const int AtOnce = 4;
    private static readonly string[] HubOptions = ["--heartbeat", "2s", "--guard-share", "1"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan OneAnswer = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private SoakWorld(SoakSize size) => Model = new SoakModel(size);

    public SoakModel Model { get; }

    public Fleet Fleet { get; } = new();

    public List<SoakSite> Sites { get; } = [];

    /// <summary>Starts that failed, and were made again.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> FailedStarts { get; } = [];

    public HubClient Hub { get; private set; } = null!;

    public static async Task<SoakWorld> StartAsync(SoakSize size, int seed, CancellationToken token)
    {
        var world = new SoakWorld(size);
        try
        {
            await world.StartHubAsync(token);
            world.Hub = await HubClient.ConnectAsync(world.Fleet);
            var port = new Uri(world.Hub.Connection.Opts.Url).Port;
            for (var i = 0; i < size.Edges; i++)
                world.Sites.Add(world.Site(i, port, seed));
            foreach (var some in Enumerable.Range(0, size.Edges).Chunk(AtOnce))
                await Task.WhenAll(some.Select(i => world.JoinAsync(i, token)));
            await world.WriteAllAsync(token);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has the hub take something; asked again until it does, as a person would.</summary>
    /// <exception cref="TimeoutException">It did not for minutes.</exception>
    public async Task TakenAsync(Func<CancellationToken, Task> ask, CancellationToken token)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
        patience.CancelAfter(Patience);
        Exception? last = null;
        while (!patience.IsCancellationRequested)
        {
            try
            {
                using var one = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
                one.CancelAfter(OneAnswer);
                await ask(one.Token);
                return;
            }
            catch (Exception e) when (e is NatsException or InvalidOperationException or OperationCanceledException && !token.IsCancellationRequested)
            {
                last = e;
                await Task.WhenAny(Task.Delay(Pause, TimeProvider.System, patience.Token));
            }
        }

        token.ThrowIfCancellationRequested();
        throw new TimeoutException($"the hub did not take an order for {Patience}: {last?.Message}");
    }

    /// <summary>The command line, until it succeeds.</summary>
    public Task CliAsync(CancellationToken token, params string[] arguments) => TakenAsync(async t => (await Fleet.CliAsync(t, arguments)).Ok(), token);

    public Task WritePolicyAsync(string release, int kind, CancellationToken token)
    {
        Model.Policy = (release, kind);
        return ApplyPolicyAsync(SoakPolicy.Name, SoakPolicy.Text(release, kind), token);
    }

    public async Task RestartHubAsync(CancellationToken token)
    {
        await Fleet.Hub!.KillAsync(token);
        await StartHubAsync(token);
    }

    /// <summary>Starts the hub, again and again where its start fails (its server is not there yet, say), as its unit for systemd does.</summary>
    private async Task StartHubAsync(CancellationToken token)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
        patience.CancelAfter(Patience);
        while (true)
        {
            try
            {
                await Fleet.StartHubAsync(patience.Token, HubOptions);
                return;
            }
            catch (InvalidOperationException e) when (Fleet.Hub is { HasExited: true } && !patience.IsCancellationRequested)
            {
                FailedStarts.Enqueue("hub: " + e.Message.Split('\n')[^1]);
            }
        }
    }

    public void KillServer()
    {
        foreach (var server in ProcFs.Tree(Fleet.Hub!.Id).Where(p => ProcFs.Name(p) == "nats-server"))
            KseProcess.Kill(server);
    }

    /// <summary>All faults are lifted, and everybody runs. What a router forgot stays forgotten.</summary>
    public async Task CalmAsync(CancellationToken token)
    {
        foreach (var (site, i) in Sites.Select((site, i) => (site, i)))
        {
            site.SetLink("ok");
            if (i < Model.Size.SmallDisks && SoakMachine.MayMount)
                site.SetDisk(full: false);
            site.SetClock("0");
            site.Continue();
            site.Start();
        }

        foreach (var site in Sites.Where(site => site.Paused))
            await CliAsync(token, "resume", "--state", Fleet.EdgeState(site.Id));
        await WritePolicyAsync("calm" + Model.Policy.Release, 0, token);
    }

    public async ValueTask DisposeAsync()
    {
        if (Hub is not null)
            await Hub.DisposeAsync();
        foreach (var site in Sites)
            await site.DisposeAsync();
        await Fleet.DisposeAsync();
    }

    private Task ApplyPolicyAsync(string name, string text, CancellationToken token)
    {
        var file = Fleet.Folder[name + ".js"];
        File.WriteAllText(file, text);
        return TakenAsync(t => Hub.ApplyPolicyAsync(name, file, t), token);
    }

    private async Task WriteAllAsync(CancellationToken token)
    {
        await WritePolicyAsync("0", 0, token);
        await ApplyPolicyAsync(SoakPolicy.SecretsName, SoakPolicy.Secrets, token);
        await TakenAsync(t => Hub.ApplyAsync(t, [.. Enumerable.Range(0, SoakSize.Objects).Select(i => SoakObjects.Written(i, "0"))]), token);
        await TakenAsync(t => Hub.ApplyAsync(t, [.. Enumerable.Range(0, SoakSize.Secrets).Select(i => SoakObjects.WrittenSecret(i, "0"))]), token);
    }

    private SoakSite Site(int number, int port, int seed)
    {
        var size = Model.Size;
        var ownClock = number >= size.SmallDisks && number < size.SmallDisks + size.OwnClocks;
        var site = new SoakSite(number, Fleet, LinkProxy.Start(() => port, seed + number), ownClock ? SoakMachine.Faketime : null);
        if (number < size.SmallDisks && SoakMachine.MayMount)
            site.Mount();
        return site;
    }

    private async Task JoinAsync(int number, CancellationToken token)
    {
        string text = "";
        await TakenAsync(async t => text = await Fleet.TokenAsync(t, "kind=store", "size=" + Model.SizeOf(number), "zone=" + Model.ZoneOf(number)), token);
        var site = Sites[number];
        var join = (JoinToken.Decode(text) with { HubUrls = [site.Link.Url] }).Encode();
        await site.Start(join).WaitForLineAsync("edge is ready", token);
    }
}

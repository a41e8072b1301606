using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>A hub that is killed again and again, and now and then its server alone. After each kill its mirror is verified, and after each start that came so far, what it knows.</summary>
internal sealed class HubVictim
{
    private const int LongestAway = 1000;
    private readonly StartPace _pace = new();
    private readonly KillWorld _world;
    private readonly EditsGoingOn _edits;
    private readonly IReadOnlyList<KilledHubEdge> _edges;
    private readonly Random _random;
    private readonly MirrorCheck _mirror;
    private readonly HubCheck _hub;

    public HubVictim(KillWorld world, EditsGoingOn edits, IReadOnlyList<KilledHubEdge> edges, KillCount count, int seed)
    {
        (_world, _edits, _edges, Count, _random) = (world, edits, edges, count, new Random(seed));
        _mirror = new MirrorCheck(world.Fleet.HubState, world.Wanted);
        _hub = new HubCheck(world);
    }

    public KillCount Count { get; }

    /// <summary>How often its server was killed, and it lived.</summary>
    public int ServerKills { get; private set; }

    /// <summary>How often a start of it ended by itself, because the server was killed under it or had no time on this machine; its unit would have started it again.</summary>
    public int FailedStarts { get; private set; }

    public long Epoch => _hub.Epoch;

    /// <summary>Kills it so many times; it runs when this returns.</summary>
    public async Task KillAsync(int kills)
    {
        await _hub.VerifyAsync(Site.Patience());
        for (var round = 1; round <= kills; round++)
        {
            var instant = KillInstant.Choose(KillInstant.OfHub, _random);
            try
            {
                await LiveAndDieAsync(instant, Site.Patience(180));
                await _edits.CheckAsync();
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"hub, kill {round}, {instant.Name}: {error.Message}\nIt wrote:\n{string.Join('\n', _world.Hub.Lines.TakeLast(60))}", error);
            }

            Count.Add(instant.Name);
        }

        await RunAsync(Site.Patience(180));
        await _hub.VerifyAsync(Site.Patience(180));
    }

    public void VerifyEdges() => Assert.All(_edges, edge => edge.Verify());

    private async Task LiveAndDieAsync(KillInstant instant, CancellationToken token)
    {
        if (instant.Line.Length > 0)
            await RunAsync(token);
        if (instant.Line.Length > 0 && _random.Next(2) == 0)
            await _hub.VerifyAsync(token);
        if (_random.Next(4) == 0)
            await KillServerAsync(instant, token);
        await instant.AwaitAsync(_world.Hub, _random, _pace, token);
        await KillHubAsync(token);
        await _mirror.VerifyAsync(token);
        VerifyEdges();
        await StartAsync();
    }

    /// <summary>At some moment of its start or life; the hub goes on, or dies while its server is away, or starts again.</summary>
    private async Task KillServerAsync(KillInstant instant, CancellationToken token)
    {
        await KillInstant.WaitAsync(_random, LongestAway, _pace, token);
        foreach (var server in AloneTests.Servers(_world.Fleet.HubState))
            KseProcess.Kill(server);
        _world.NobodyAnswers();
        ServerKills++;
        if (instant.Line.Length > 0 && _random.Next(2) == 0)
        {
            await _world.Hub.WaitForLineAsync("nats-server is back", token);
            await _hub.VerifyAsync(token);
        }
    }

    private async Task KillHubAsync(CancellationToken token)
    {
        await _world.Hub.KillAsync(token);
        _world.NobodyAnswers();
        Assert.False(_world.Hub.EndedByItself && WasReady(), "it ended by itself");
        NoCrash();
        if (_random.Next(2) == 0)
            await ServersEndAsync(token);
    }

    /// <summary>Its server ends with it. The other times it is started again while the one before may still be there.</summary>
    private async Task ServersEndAsync(CancellationToken token)
    {
        foreach (var server in AloneTests.Servers(_world.Fleet.HubState))
        {
            while (Directory.Exists("/proc/" + server))
            {
                token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }

    private bool WasReady() => _world.Hub.Lines.Any(line => line.Contains("hub is ready", StringComparison.Ordinal));

    private void NoCrash() => Assert.DoesNotContain(_world.Hub.Lines, line => line.Contains("Unhandled exception", StringComparison.Ordinal));

    private async Task StartAsync()
    {
        await _world.Hub.DisposeAsync();
        _pace.Began();
        _world.LaunchHub();
    }

    /// <summary>Returns when it serves. A start that ended by itself is made again, as its unit does it.</summary>
    private async Task RunAsync(CancellationToken token)
    {
        while (true)
        {
            try
            {
                await _world.Hub.WaitForLineAsync("hub is ready", token);
                _pace.Ended();
                return;
            }
            catch (InvalidOperationException) when (_world.Hub.HasExited)
            {
                NoCrash();
                FailedStarts++;
                await StartAsync();
            }
        }
    }
}

using KubeStellar.Edge.Flow.Hub.Gateway;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.Tests.Fakes;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gateway;

public sealed class FloodWatchTests : IEdgeLockout, IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly SideInventory _inventory = new();
    private readonly System.Threading.Channels.Channel<string> _did = System.Threading.Channels.Channel.CreateUnbounded<string>();
    private readonly FloodWatch _watch;
    private int _failures;

    public FloodWatchTests()
    {
        _inventory.Add("e1");
        var events = new EventQueue(new MemoryEventLog(), _time, Options.Create(new GatewayOptions()), NullLogger<EventQueue>.Instance);
        _watch = new FloodWatch(_inventory, this, events, _time, NullLogger<FloodWatch>.Instance);
    }

    private string Key => _inventory.Edge("e1")!.Identity.PublicKey;

    public async ValueTask InitializeAsync()
    {
        await _watch.StartAsync(default);

        // What a hub before began ends first.
        Assert.Equal("release all", await NextAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.StopAsync(default);
        _watch.Dispose();
    }

    [Fact]
    public async Task A_flood_is_shut_out_for_a_while_and_longer_each_time()
    {
        foreach (var seconds in new[] { 30, 60, 120 })
        {
            Assert.Equal(TimeSpan.FromSeconds(seconds), _watch.PauseOf("e1"));
            _watch.Flooding("e1");
            Assert.Equal($"suspend {Key}", await NextAsync());
            Assert.Equal($"release {Key}", await LaterAsync());
        }

        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(TimeSpan.FromSeconds(30), _watch.PauseOf("e1"));
    }

    [Fact]
    public async Task Who_cannot_be_let_in_again_is_tried_again()
    {
        _watch.Flooding("e1");
        Assert.Equal($"suspend {Key}", await NextAsync());
        _failures = 2;
        foreach (var _ in Enumerable.Range(0, 3))
        {
            Assert.Equal($"release {Key}", await LaterAsync());
        }
    }

    [Fact]
    public async Task Nobody_is_shut_out_who_is_no_edge()
    {
        _watch.Flooding("nobody");
        _watch.Flooding("e1");
        Assert.Equal($"suspend {Key}", await NextAsync());
    }

    Task<string> IEdgeLockout.RevokeAsync(IReadOnlyDictionary<string, DateTimeOffset> revoked, CancellationToken token) => throw new NotSupportedException();

    Task<string> IEdgeLockout.SuspendAsync(string publicKey, CancellationToken token)
    {
        _did.Writer.TryWrite($"suspend {publicKey}");
        return Task.FromResult("");
    }

    Task<string> IEdgeLockout.ReleaseAsync(string? publicKey, CancellationToken token)
    {
        _did.Writer.TryWrite($"release {publicKey ?? "all"}");
        return Task.FromResult(_failures-- > 0 ? "the server is away" : "");
    }

    private async Task<string> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _did.Reader.ReadAsync(limit.Token);
    }

    /// <summary>What is done next, with as much time as it takes.</summary>
    private async Task<string> LaterAsync()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        string? done;
        while (!_did.Reader.TryRead(out done))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), "nothing was done");
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
            Thread.Yield();
        }

        return done;
    }
}

using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Server;
using KubeStellar.Edge.Nats.Tests.Hostile;
using Microsoft.Extensions.Logging.Abstractions;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Tests.Server;

/// <summary>A key that is kept out of a server that runs for a while.</summary>
public sealed class SuspensionTests : IAsyncLifetime
{
    private readonly KeyPair _device = KeyPair.CreatePair(PrefixByte.User);
    private RunningServer _running = null!;
    private ServerAccount _account = null!;
    private ServerLockout _lockout = null!;

    private string Key => _device.GetPublicKey();

    public async ValueTask InitializeAsync()
    {
        _running = await RunningServer.StartAsync();
        _account = new ServerAccount(_running.Keys, _running.State, NatsEndpoint.Of(_running.Server.Url), TimeProvider.System, NullLoggerFactory.Instance);
        _lockout = new ServerLockout(_account, _running.Keys);
    }

    public async ValueTask DisposeAsync()
    {
        _lockout.Dispose();
        _account.Dispose();
        _device.Dispose();
        await _running.DisposeAsync();
    }

    [Fact]
    public async Task It_is_cut_off_at_once_and_gets_in_again_when_it_is_let()
    {
        var jwt = _running.Mint.Edge("e1", Key);
        await using var flooder = new RawClient();
        Assert.Null(await EnterAsync(flooder, jwt));

        Assert.Equal("", await _lockout.SuspendAsync(Key, default));
        using var limit = new CancellationTokenSource(RunningServer.Patience);
        while (!flooder.Closed)
        {
            await flooder.SettleAsync(limit.Token);
        }

        Assert.NotNull(await TryAsync(jwt));

        Assert.Equal("", await _lockout.ReleaseAsync(Key, default));
        Assert.Null(await TryAsync(jwt));
        Assert.Null(_account.Read().Revocations);
        Assert.Equal("", await _lockout.ReleaseAsync(Key, default));
    }

    [Fact]
    public async Task A_hub_that_died_meanwhile_lets_it_in_when_it_starts()
    {
        var jwt = _running.Mint.Edge("e1", Key);
        await _lockout.SuspendAsync(Key, default);
        Assert.NotNull(await TryAsync(jwt));
        using var next = new ServerLockout(_account, _running.Keys);
        Assert.Equal("", await next.ReleaseAsync(null, default));
        Assert.Null(await TryAsync(jwt));
    }

    [Fact]
    public async Task What_is_revoked_meanwhile_is_let_in_by_nothing()
    {
        var jwt = _running.Mint.Edge("e1", Key);
        await _lockout.SuspendAsync(Key, default);
        await _lockout.RevokeAsync(new Dictionary<string, DateTimeOffset> { [Key] = TimeProvider.System.GetUtcNow() }, default);
        await _lockout.ReleaseAsync(Key, default);
        await _lockout.ReleaseAsync(null, default);
        Assert.NotNull(await TryAsync(jwt));

        // Nor is what was revoked before it flooded.
        await _lockout.SuspendAsync(Key, default);
        await _lockout.ReleaseAsync(null, default);
        Assert.NotNull(await TryAsync(jwt));
    }

    private async Task<string?> TryAsync(string jwt)
    {
        await using var client = new RawClient();
        return await EnterAsync(client, jwt);
    }

    private async Task<string?> EnterAsync(RawClient client, string jwt)
    {
        using var limit = new CancellationTokenSource(RunningServer.Patience);
        return await client.ConnectAsync(_running.Server.Port, jwt, _device.GetSeed(), limit.Token);
    }
}

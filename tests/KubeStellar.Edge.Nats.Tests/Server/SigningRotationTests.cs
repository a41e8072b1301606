using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Server;
using Microsoft.Extensions.Logging.Abstractions;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Tests.Server;

/// <summary>The account's signing key is replaced on a server that runs.</summary>
public sealed class SigningRotationTests
{
    [Fact]
    public async Task Users_of_both_keys_get_in_until_it_is_ended_and_then_only_those_of_the_new_one()
    {
        await using var running = await RunningServer.StartAsync();
        using var account = Account(running);
        var issued = 0;
        var rotation = new SigningRotation(running.Keys, account, () => issued++, TimeProvider.System);
        var former = running.Keys.Signing.GetPublicKey();
        var old = running.Mint.Hub();
        Assert.Contains("no former signing key", (await rotation.FinishAsync(default)).Refused, StringComparison.Ordinal);

        Assert.Equal("", (await rotation.RotateAsync(default)).Refused);
        Assert.Equal([former], rotation.Formers);
        Assert.Equal(1, issued);
        var fresh = running.Mint.Hub();
        Assert.NotEqual(former, running.Mint.Issuer);
        await using var stays = Client(running, () => fresh);
        await stays.ConnectAsync();
        var user = old;
        await using var follows = Client(running, () => user);
        await follows.ConnectAsync();
        await using var left = running.Connect(old);
        await left.ConnectAsync();
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        left.ConnectionDisconnected += (_, _) => Done(closed);
        follows.ConnectionOpened += (_, _) => Done(back);
        user = fresh; // as an edge keeps what its hub told it

        Assert.Equal("", (await rotation.FinishAsync(default)).Refused);
        Assert.Empty(rotation.Formers);
        await closed.Task.WaitAsync(RunningServer.Patience);
        await back.Task.WaitAsync(RunningServer.Patience);
        await stays.PingAsync();
        await using var late = running.Connect(old);
        await Assert.ThrowsAsync<NatsException>(async () => await late.ConnectAsync());
    }

    [Fact]
    public async Task A_hub_that_dies_before_the_new_key_issues_has_it_at_the_next_start_and_not_when_the_account_does_not_name_it()
    {
        await using var running = await RunningServer.StartAsync();
        var former = running.Keys.Signing.GetPublicKey();
        var prepared = running.Keys.SigningKey.Prepare();
        using (var restarted = HubKeys.LoadOrCreate(running.State))
        {
            Assert.Equal(former, restarted.Signing.GetPublicKey());
        }

        using var account = Account(running);
        Assert.Equal("", await account.ChangeAsync(body => body with { SigningKeys = [.. body.SigningKeys!, prepared] }, default));
        using (var restarted = HubKeys.LoadOrCreate(running.State))
        {
            Assert.Equal(prepared, restarted.Signing.GetPublicKey());
            await using var client = Client(running, new UserMint(restarted.OwnAccount(), TimeProvider.System).Hub);
            await client.ConnectAsync();
        }
    }

    [Fact]
    public async Task A_server_that_cannot_be_told_changes_nothing()
    {
        var running = await RunningServer.StartAsync();
        try
        {
            await running.Server.StopAsync(default);
            using var account = Account(running);
            var former = running.Keys.Signing.GetPublicKey();
            var outcome = await new SigningRotation(running.Keys, account, () => throw new InvalidOperationException(), TimeProvider.System).RotateAsync(default);
            Assert.Contains("Try again when it runs", outcome.Refused, StringComparison.Ordinal);
            Assert.Equal(former, running.Keys.Signing.GetPublicKey());
        }
        finally
        {
            await running.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_was_revoked_before_the_present_key_needs_no_place_in_the_account_when_the_former_ones_are_out()
    {
        await using var running = await RunningServer.StartAsync();
        using var account = Account(running);
        using var lockout = new ServerLockout(account, running.Keys);
        var rotation = new SigningRotation(running.Keys, account, () => { }, TimeProvider.System);
        var before = new Dictionary<string, DateTimeOffset> { ["UOLD"] = TimeProvider.System.GetUtcNow().AddHours(-1) };
        await lockout.RevokeAsync(before, default);
        await rotation.RotateAsync(default);
        await lockout.RevokeAsync(new Dictionary<string, DateTimeOffset> { ["UNOW"] = TimeProvider.System.GetUtcNow() }, default);
        Assert.Equal(["UNOW", "UOLD"], account.Read().Revocations!.Keys); // the former key's users are still good
        await rotation.FinishAsync(default);
        Assert.Equal("", await lockout.RevokeAsync(before, default)); // as every start tells it
        Assert.Equal(["UNOW"], account.Read().Revocations!.Keys);
        File.Delete(Path.Combine(running.State, "keys", "signing.since"));
        await lockout.RevokeAsync(before, default);
        Assert.Equal(["UNOW", "UOLD"], account.Read().Revocations!.Keys);
    }

    private static ValueTask Done(TaskCompletionSource source)
    {
        source.TrySetResult();
        return ValueTask.CompletedTask;
    }

    private static ServerAccount Account(RunningServer running) =>
        new(running.Keys, running.State, NatsEndpoint.Of(running.Server.Url), TimeProvider.System, NullLoggerFactory.Instance);

    private static NatsConnection Client(RunningServer running, Func<UserCredentials> user) =>
        NatsConnector.Create(NatsEndpoint.Of(running.Server.Url) with { User = user }, NullLoggerFactory.Instance);
}

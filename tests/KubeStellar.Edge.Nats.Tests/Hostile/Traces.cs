using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Nats.Tests.Hostile;

/// <summary>
/// Looks for what an attempt left: anything in any stream, anything that reached the other edge, anything of the other edge's that reached the thief, any request that was handled in another's name.
/// </summary>
internal sealed class Traces : IAsyncDisposable
{
    private const string Marker = "kse.down.e2.marker";
    private readonly HostileFleet _fleet;
    private readonly CancellationToken _deadline;
    private readonly RawClient _victim = new();
    private IReadOnlyList<string> _before = [];
    private int _calls;

    private Traces(HostileFleet fleet, CancellationToken deadline) => (_fleet, _deadline) = (fleet, deadline);

    public static async Task<Traces> WatchAsync(HostileFleet fleet, CancellationToken deadline)
    {
        var traces = new Traces(fleet, deadline);
        var user = fleet.UserOf(HostileFleet.Victim);
        Assert.Null(await traces._victim.ConnectAsync(fleet.Port, user.Jwt, user.Seed, deadline));
        await traces._victim.SubscribeAsync("kse.down.e2.>", 1, deadline);
        await traces._victim.SubscribeAsync("_INBOX.e2.>", 2, deadline);
        Assert.Empty(await traces._victim.SettleAsync(deadline));
        traces._before = await fleet.SnapshotAsync(deadline);
        traces._calls = fleet.Calls.Calls.Count;
        return traces;
    }

    /// <summary>Everything that there should not be.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(Thief thief)
    {
        var found = new List<string>();
        await _fleet.Hub.PublishAsync("_INBOX.e2.marker", "for the other edge", cancellationToken: _deadline);
        await _fleet.Hub.PublishAsync(Subjects.Root("e10"), "for a third edge", cancellationToken: _deadline);
        await _fleet.Hub.PublishAsync(Marker, "for the other edge", cancellationToken: _deadline);
        await _fleet.Hub.PingAsync(_deadline);

        await _victim.SettleAsync(_deadline);
        if (!_victim.Messages.SequenceEqual(["_INBOX.e2.marker", Marker]))
        {
            found.Add("the other edge heard " + string.Join(", ", _victim.Messages));
        }

        if (!thief.Client.Closed)
        {
            await thief.Client.SettleAsync(_deadline);
            found.AddRange(thief.Client.Messages.Where(subject => !subject.StartsWith("_INBOX.e1.", StringComparison.Ordinal)).Select(subject => "the thief heard " + subject));
        }

        found.AddRange(_fleet.Calls.Calls.Skip(_calls)
            .Where(call => !call.EndsWith(' ' + HostileFleet.Robbed) && !call.Contains(' ' + HostileFleet.Flooding, StringComparison.Ordinal))
            .Select(call => "the gateway handled " + call));
        found.AddRange((await _fleet.SnapshotAsync(_deadline)).Except(_before).Select(stream => "changed: " + stream));
        return found;
    }

    public ValueTask DisposeAsync() => _victim.DisposeAsync();
}

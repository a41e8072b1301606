using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Local;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.Nats.Link;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>Answers <c>kse status</c> on a device that has not joined yet: for what it waits, and the fingerprint that whoever approves it compares.</summary>
internal sealed class JoinStatus : IEdgeStatusSource, IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly DateTimeOffset _since = TimeProvider.System.GetUtcNow();
    private readonly string _target;
    private readonly string _edge;
    private readonly string _fingerprint;
    private readonly Task _serving;
    private volatile Condition _waits;

    internal JoinStatus(EdgeSettings settings, string edge, string publicKey, string hub)
    {
        (_edge, _target, _fingerprint) = (edge, settings.Target, DeviceFingerprint.Of(publicKey));
        _waits = new Condition("NotJoined", "True", "Asking", $"This device asks {hub} to join.");
        _serving = LocalStatus.ServeAsync(settings.State, this, TimeProvider.System, NullLoggerFactory.Instance, _end.Token);
    }

    /// <inheritdoc/>
    public EdgeStatus Status => new()
    {
        Edge = _edge,
        Daemon = DaemonVersion.Text,
        Fingerprint = _fingerprint,
        At = TimeProvider.System.GetUtcNow(),
        Since = _since,
        Target = _target,
        Conditions = [_waits],
    };

    /// <summary>It was asked in vain.</summary>
    internal void Waits(HubUnreachableException why) => _waits = why is JoinWaitsException
        ? new Condition(ConditionTypes.PendingApproval, "True", "NotApproved", why.Message)
        : new Condition("NotJoined", "True", "Unreachable", why.Message);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The socket is free again before the daemon itself opens it.
        await _end.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }
}

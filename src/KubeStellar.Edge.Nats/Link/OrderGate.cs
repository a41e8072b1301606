using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Link;

/// <summary>
/// What of a heartbeat's answer is an order, and whether it counts. Most answers order nothing, and are not signed: of ten thousand edges the hub signs for those that have something to obey.
/// An edge that gets an order unsigned asks once more, for a signed answer. Not safe for several threads.
/// </summary>
internal sealed class OrderGate(CommandTrust trust)
{
    /// <summary>What an answer without a signature may slow an edge down to; more is an order. The hub of some ten thousand edges asks for less.</summary>
    public static readonly TimeSpan LongestPace = TimeSpan.FromSeconds(10);

    private string? _obeyed;

    /// <summary>Whether nothing signed came yet since the daemon began, so that the first answer is wanted signed.</summary>
    public bool First => _obeyed is null;

    /// <summary>Whether the answer orders something that was not obeyed already.</summary>
    public bool Orders(HeartbeatReply reply) => reply.Resync.Count > 0 || reply.Upsync is { Count: > 0 } || reply.Known == false || reply.Rekey == true || reply.Held is not null || Slows(reply) || Lasting(reply) != _obeyed;

    /// <summary>Takes a signed answer.</summary>
    /// <exception cref="IOException">That the hub signs could not be kept.</exception>
    public HeartbeatReply Signed(HeartbeatReply reply)
    {
        trust.Require();
        _obeyed = Lasting(reply);
        return reply;
    }

    /// <summary>
    /// Takes an answer without a signature that counts: without its orders, unless the hub is one that signs nothing. The bell that there is a newer root may ring in any case: the root is signed. So is
    /// what is told of keys (hand-overs, users, certificates, CAs), each by itself: an edge that missed a hand-over could not check the hub's signature, and learns of it here.
    /// </summary>
    public (HeartbeatReply Reply, bool Stripped) Unsigned(HeartbeatReply reply) => !trust.Required || !Orders(reply)
        ? (reply, false)
        : (reply with { Resync = [], Upsync = null, Labels = null, Known = reply.Known == true ? true : null, Lineage = null, Rights = null, Rekey = null, Held = null, Pace = Slows(reply) ? (long)LongestPace.TotalMilliseconds : reply.Pace }, true);

    private static bool Slows(HeartbeatReply reply) => reply.Pace > LongestPace.TotalMilliseconds;

    /// <summary>Orders that are said again with every answer.</summary>
    private static string Lasting(HeartbeatReply reply) => JsonSerializer.Serialize(
        new HeartbeatReply { Labels = reply.Labels, Lineage = reply.Lineage, Rights = reply.Rights }, ContractsJson.Default.HeartbeatReply);
}

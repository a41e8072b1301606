using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Gateway.Upsync;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Regions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Takes heartbeats and answers with what the edge should be following.</summary>
internal sealed class HeartbeatDesk(
    IHubInventory inventory, AskerRoots roots, ReportBook book, PresenceBook presence, UpsyncBook upsync, HubEpochGuard epochs, EventQueue events, HubLineage lineage, ReportPace pace, Suspects suspects, KeyTeller keys,
    TimeProvider time, IOptions<GatewayOptions> options, ILogger<HeartbeatDesk> log)
{
    internal HeartbeatReply Take(string edge, HeartbeatMessage message)
    {
        var reply = Answer(edge, message);

        // Only what allowed pulses is ever compared again.
        presence.Answered(edge, reply.Whole is null ? default : DigestOf(reply));
        return reply;
    }

    /// <summary>Takes a pulse: the last heartbeat once more. Null when the edge is to say it in whole: it was not heard, or there is something else to answer.</summary>
    internal HeartbeatMessage? Pulse(string edge)
    {
        if (presence.Again(edge) is not { } again)
            return null;
        var reply = Answer(edge, again.Message);
        return reply.Whole is not null && DigestOf(reply) == again.Answer ? again.Message : null;
    }

    private HeartbeatReply Answer(string edge, HeartbeatMessage message)
    {
        if (message.Edge != edge)
            throw new ArgumentException($"a heartbeat of edge {edge} speaks for another edge", nameof(message));
        var reply = new HeartbeatReply { At = time.GetUtcNow() };
        if (inventory.Edge(edge) is not { } known)
            return reply with { Known = false };
        reply = reply with { Known = true, Labels = new SortedDictionary<string, string>(known.Labels, StringComparer.Ordinal) };

        if (known.Region is { } region)
            reply = reply with { Lineage = lineage.Keys, Rights = region.Rights };
        reply = keys.Tell(reply, known, message);
        if (message.Returned == true)
            pace.Returned(edge);
        reply = reply with { Pace = (long)pace.Of(edge).TotalMilliseconds };

        if (presence.ProcessOf(edge) is { } before && before != message.Process)
            suspects.Add(edge);
        var newest = roots.Known(edge);
        var ahead = presence.Heard(edge, CloneRules.Marked(message, known), newest?.Root.Version ?? RootVersion.None);
        if (known.Hold is { } hold)
            return reply with { Held = CloneRules.Text(known, hold) };
        if (ahead is { } since)
            Judge(edge, message.Epoch, since);
        if (newest is null)
            return reply;
        reply = reply with
        {
            Epoch = newest.Root.Epoch,
            Revision = newest.Root.Revision,
            RootDigest = newest.Digest,
            Resync = Lacking(edge, message, newest),
            Upsync = message.RootDigest == newest.Digest ? upsync.Lacking(edge) : null,
        };
        return IsAtRest(edge, message, reply) ? reply with { Whole = (long)options.Value.WholeHeartbeats.TotalMilliseconds } : reply;
    }

    /// <summary>Whether the edge has all that it should, and nothing is asked of it.</summary>
    private bool IsAtRest(string edge, HeartbeatMessage message, HeartbeatReply reply) =>
        options.Value.WholeHeartbeats > TimeSpan.Zero && message.Applied && message.RootDigest == reply.RootDigest
        && reply is { Pace: 0, Resync.Count: 0, Upsync: null, HandOvers: null, User: null, Rekey: null } && presence.IsOne(edge, options.Value.WholeHeartbeats);

    private static Digest DigestOf(HeartbeatReply reply) =>
        Digest.Of(JsonSerializer.SerializeToUtf8Bytes(reply with { At = default }, ContractsJson.Default.HeartbeatReply));

    /// <summary>
    /// An edge follows a root that this hub did not publish, as far as it knows. Of a higher epoch: the hub lost state. Of its own epoch: perhaps the push
    /// was quicker than the acknowledgement, so only when it stays so.
    /// </summary>
    private void Judge(string edge, long epoch, TimeSpan since)
    {
        if (epochs.Current == 0 || (epoch <= epochs.Current && since < options.Value.HeartbeatPeriod))
            return;
        if (epochs.Claim(edge, epoch))
        {
            GatewayLog.EpochClaimed(log, edge, epoch, epochs.Current);
            events.Note("hub.behind", edge, edge, $"edge {edge} follows epoch {epoch}, the hub writes under {epochs.Current}: the hub lost state and takes a higher epoch");
        }
    }

    /// <summary>Policies that the edge follows and that the hub has no report of, or not all of it any more: the hub lost it, or it is under way; asking costs one whole report.</summary>
    private List<string> Lacking(string edge, HeartbeatMessage message, PublishedRoot newest)
    {
        var lacking = new List<string>();
        if (!book.Loaded || message.RootDigest != newest.Digest)
            return lacking;
        foreach (var entry in newest.Root.Policies)
        {
            if (book.Lacks(edge, entry.Policy))
                lacking.Add(entry.Policy.ToString());
        }

        return lacking;
    }
}

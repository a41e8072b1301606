using System.Runtime.InteropServices;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Hub.Gateway.Upsync;

/// <summary>
/// Takes what edges carry up: only of the edge that speaks, only what the tree that was published for it asks for, within the limits. Acknowledged after it is durable;
/// an older part never wins over a newer one.
/// </summary>
internal sealed class UpsyncDesk(IHubInventory inventory, AskerRoots roots, AskedRules rules, UpsyncBook book, TimeProvider time, ILogger<UpsyncDesk> log)
{
    internal async Task<UpsyncReply> TakeAsync(string edge, UpsyncMessage message, CancellationToken token)
    {
        if (UpsyncCheck.Refuse(edge, message) is { } refused)
        {
            UpsyncLog.Refused(log, edge, refused);
            return new UpsyncReply { Refused = refused };
        }

        await book.LoadAsync(token);
        if (inventory.Edge(edge) is null)
            return new UpsyncReply { Refused = $"edge {edge} is not in the inventory" };

        var reply = new UpsyncReply();
        var resync = new List<string>();
        var shelf = book.Of(edge);
        await shelf.Turn.WaitAsync(token);
        try
        {
            foreach (var part in message.Parts)
                await TakeAsync(edge, shelf, message.Process, part, reply, resync, token);
        }
        finally
        {
            shelf.Turn.Release();
        }

        return reply with { Resync = resync };
    }

    private async Task TakeAsync(string edge, EdgeShelf shelf, string process, UpsyncPart part, UpsyncReply reply, List<string> resync, CancellationToken token)
    {
        var name = part.Policy.ToString();
        if (await AskedAsync(edge, part.Policy, token) is not { } asked)
        {
            reply.Denied[name] = "the tree of this edge cannot be read now; send it again later";
            return;
        }

        if (asked.Count == 0)
        {
            reply.Denied[name] = "the tree of this edge does not have the policy carry anything up";
            return;
        }

        var (taken, indexed) = shelf.With(part.Policy, held => (held.Taken, held.Indexed && held.Process == process));
        if (indexed && part.Sequence <= taken)
        {
            // It was overtaken, or its acknowledgement was lost.
            reply.Durable[name] = taken;
            return;
        }

        if (!indexed && part.Index is null)
        {
            resync.Add(name);
            return;
        }

        var rejected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var good = Good(edge, shelf, part, asked, rejected);
        var gone = shelf.With(part.Policy, held => held.Objects.Keys.Where(key => part.Removed.Contains(key) || (part.Index is { } index && !index.ContainsKey(key.ToString()))).ToList());
        await book.RemoveAsync(edge, part.Policy, gone, token);
        await book.PutAsync(edge, part.Policy, good, token);
        if (part.Index is { } all)
            reply.Wanted[name] = Lacking(shelf, part.Policy, all, asked, rejected);
        if (rejected.Count > 0)
            reply.Rejected[name] = rejected;

        // An index begins a new life: a device that was set up anew counts from the beginning.
        reply.Durable[name] = shelf.With(part.Policy, held => held.Taken = part.Sequence);
        shelf.With(part.Policy, held => (held.Indexed, held.Process) = (true, process));
    }

    private List<UpsyncedRecord> Good(string edge, EdgeShelf shelf, UpsyncPart part, IReadOnlyList<UpsyncRule> asked, SortedDictionary<string, string> rejected)
    {
        var now = time.GetUtcNow();
        var good = new List<UpsyncedRecord>();
        var (room, bytes) = shelf.With(part.Policy, held => (held.Objects.ToDictionary(), held.Bytes));
        foreach (var item in part.Objects)
        {
            var size = JsonMarshal.GetRawUtf8Value(item.Object).Length;
            var known = room.GetValueOrDefault(item.Key);
            var why = UpsyncCheck.Reject(item, asked)
                ?? (!room.ContainsKey(item.Key) && room.Count >= UpsyncLimits.Objects ? $"the policy has {room.Count} objects of this edge already"
                : bytes - known.Bytes + size > UpsyncLimits.PolicyBytes ? $"the policy's objects of this edge would exceed {UpsyncLimits.PolicyBytes} bytes" : null);
            if (why is not null)
            {
                rejected[item.Key.ToString()] = why;
                continue;
            }

            bytes += size - known.Bytes;
            room[item.Key] = new HeldObject(item.Digest, item.Sequence, size);
            good.Add(new UpsyncedRecord
            {
                Edge = edge, Policy = part.Policy, Key = item.Key, Digest = item.Digest, Sequence = item.Sequence, Object = item.Object, ObservedAt = item.ObservedAt, ArrivedAt = now,
            });
        }

        return good;
    }

    private static List<ObjectKey> Lacking(
        EdgeShelf shelf, PolicyKey policy, SortedDictionary<string, Digest> index, IReadOnlyList<UpsyncRule> asked, SortedDictionary<string, string> rejected)
    {
        var lacking = new List<ObjectKey>();
        foreach (var (text, digest) in index)
        {
            var key = ObjectKey.Parse(text);
            if (!asked.Any(rule => rule.MayAsk(key)))
                rejected[text] = "the policy does not ask for it at this edge";
            else if (!rejected.ContainsKey(text) && shelf.With(policy, held => held.Objects.GetValueOrDefault(key).Digest) != digest)
                lacking.Add(key);
        }

        return lacking;
    }

    /// <summary>What the edge's tree asks for. A root can reach its edge before this process knows of it, so the bucket decides; asked at a bounded rate.</summary>
    private async Task<IReadOnlyList<UpsyncRule>?> AskedAsync(string edge, PolicyKey policy, CancellationToken token)
    {
        var known = await rules.OfAsync(roots.Known(edge)?.Root, policy, token);
        return known is { Count: 0 } && roots.MayAsk(edge) ? await rules.OfAsync((await roots.NewestAsync(edge, token))?.Root, policy, token) : known;
    }
}

using System.Runtime.InteropServices;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Upsync;

/// <summary>
/// Tells the hub what it lacks. With a new connection, and when the hub asks, first all keys and digests that there are: the hub forgets what is not among them and says
/// what it lacks, so neither side has to remember what was told; after that only changes.
/// </summary>
internal sealed class UpsyncSender(string edge, string process, IHubLink link, Func<CancellationToken, Task<long>> sequence)
{
    private const int MessageBytes = 384 * 1024;
    private const int Overhead = 4 * 1024;
    private readonly Dictionary<PolicyKey, ToldPolicy> _told = [];

    /// <summary>Largest object that can be sent now.</summary>
    internal int Largest => Math.Min(UpsyncLimits.ObjectBytes, link.ReportBytes - Overhead);

    /// <summary>What the hub refuses.</summary>
    internal IEnumerable<UpsyncTrouble> Troubles => _told.OrderBy(pair => pair.Key).SelectMany(pair => pair.Value.Denied.Length > 0
        ? [new UpsyncTrouble("Refused", $"the hub takes nothing for {pair.Key}: {pair.Value.Denied}")]
        : pair.Value.Rejected.Take(1).Select(one => new UpsyncTrouble("Refused", $"the hub does not take {one.Key.Kind}/{one.Key.Name} for {pair.Key}: {one.Value.Why}")));

    /// <summary>What the hub has is not known any more: of a policy, or of all.</summary>
    internal void Forget(PolicyKey? policy = null)
    {
        foreach (var told in policy is { } one ? (_told.TryGetValue(one, out var found) ? [found] : []) : _told.Values.ToList())
        {
            told.Indexed = false;
        }
    }

    /// <summary>Sends what the hub lacks of policies; true when it has all. Throws <see cref="HubUnreachableException"/>.</summary>
    /// <param name="asked">Policies that carry objects up.</param>
    /// <param name="born">Their objects.</param>
    /// <param name="token">Cancels.</param>
    internal async Task<bool> SendAsync(IReadOnlyCollection<PolicyKey> asked, Func<PolicyKey, IReadOnlyDictionary<ObjectKey, BornObject>> born, CancellationToken token)
    {
        foreach (var gone in _told.Keys.Where(policy => !asked.Contains(policy)).ToList())
        {
            _told.Remove(gone);
        }

        var complete = true;
        foreach (var policy in asked.Order())
        {
            complete &= await SendAsync(policy, born(policy), token);
        }

        return complete;
    }

    private async Task<bool> SendAsync(PolicyKey policy, IReadOnlyDictionary<ObjectKey, BornObject> born, CancellationToken token)
    {
        var told = _told.TryGetValue(policy, out var found) ? found : _told[policy] = new ToldPolicy();
        if (!told.Indexed)
        {
            told.Rejected.Clear();
            var index = new UpsyncPart { Policy = policy, Sequence = await sequence(token), Index = new(born.ToDictionary(one => one.Key.ToString(), one => one.Value.Digest), StringComparer.Ordinal) };
            if (!await SendAsync(told, index, born, token))
            {
                return false;
            }
        }

        var removed = told.Known.Keys.Where(key => !born.ContainsKey(key)).Order().ToList();
        var changed = born.Values.Where(one => told.Known.GetValueOrDefault(one.Key) != one.Digest && (!told.Rejected.TryGetValue(one.Key, out var no) || no.Digest != one.Digest)).OrderBy(one => one.Sequence).ToList();
        while (removed.Count > 0 || changed.Count > 0)
        {
            var batch = Batch(changed);
            var part = new UpsyncPart
            {
                Policy = policy,
                Sequence = await sequence(token),
                Objects = [.. batch.Select(one => new UpsyncItem(one.Key, one.Digest, one.Sequence, one.ObservedAt, one.Object))],
                Removed = removed,
            };
            if (!await SendAsync(told, part, born, token))
            {
                return false;
            }

            changed.RemoveRange(0, batch.Count);
            removed = [];
        }

        return true;
    }

    private async Task<bool> SendAsync(ToldPolicy told, UpsyncPart part, IReadOnlyDictionary<ObjectKey, BornObject> born, CancellationToken token)
    {
        UpsyncReply reply;
        try
        {
            reply = await link.UpsyncAsync(new UpsyncMessage { Edge = edge, Process = process, Parts = [part] }, token);
        }
        catch (HubUnreachableException)
        {
            // Perhaps it arrived.
            told.Indexed = false;
            throw;
        }

        var name = part.Policy.ToString();
        told.Denied = reply.Refused.Length > 0 ? reply.Refused : reply.Denied.GetValueOrDefault(name) ?? "";
        if (told.Denied.Length > 0 || !reply.Durable.TryGetValue(name, out var durable) || durable < part.Sequence)
        {
            told.Indexed = false;
            return false;
        }

        if (part.Index is not null)
        {
            var wanted = reply.Wanted.GetValueOrDefault(name)?.ToHashSet() ?? [];
            told.Known.Clear();
            foreach (var one in born.Values.Where(one => !wanted.Contains(one.Key)))
            {
                told.Known[one.Key] = one.Digest;
            }

            told.Indexed = true;
        }

        part.Removed.ToList().ForEach(key => told.Known.Remove(key));
        foreach (var item in part.Objects)
        {
            told.Known[item.Key] = item.Digest;
            told.Rejected.Remove(item.Key);
        }

        foreach (var (key, why) in reply.Rejected.GetValueOrDefault(name) ?? [])
        {
            if (ObjectKey.TryParse(key, out var rejected) && born.TryGetValue(rejected, out var one))
            {
                told.Known.Remove(rejected);
                told.Rejected[rejected] = (one.Digest, why);
            }
        }

        return true;
    }

    private static List<BornObject> Batch(List<BornObject> changed)
    {
        var batch = new List<BornObject>();
        var bytes = 0;
        foreach (var one in changed)
        {
            var size = JsonMarshal.GetRawUtf8Value(one.Object).Length + 1024;
            if (batch.Count > 0 && bytes + size > MessageBytes)
            {
                break;
            }

            batch.Add(one);
            bytes += size;
        }

        return batch;
    }
}

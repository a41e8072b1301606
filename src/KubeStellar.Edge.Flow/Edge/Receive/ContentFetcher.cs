using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.Edge.Receive;

/// <summary>Brings contents from the hub, in batches, chunks of large ones included; every content is verified before it is handed on.</summary>
internal sealed class ContentFetcher(IHubLink link, TimeProvider time)
{
    private readonly FetchPace _pace = new();

    /// <summary>Fetches contents and hands each to <paramref name="store"/>; returns those that the hub did not give, with why.</summary>
    /// <param name="wanted">Digests that are missing here.</param>
    /// <param name="store">Takes a verified content; may throw <see cref="IOException"/>.</param>
    /// <param name="superseded">Asked between batches: a newer root makes the rest pointless.</param>
    /// <param name="token">Cancels the wait.</param>
    /// <exception cref="HubUnreachableException">No hub answered.</exception>
    internal async Task<IReadOnlyDictionary<Digest, string>> FetchAsync(
        IEnumerable<Digest> wanted, Action<Digest, byte[]> store, Func<bool> superseded, CancellationToken token)
    {
        var pending = new Queue<Digest>(wanted.Distinct());
        var failed = new Dictionary<Digest, string>();
        var large = new Dictionary<Digest, LargeContent>();
        while (pending.Count > 0 && !superseded())
        {
            var asked = new HashSet<Digest>();
            while (asked.Count < _pace.Digests && pending.TryDequeue(out var digest))
            {
                asked.Add(digest);
            }

            var frame = await AskAsync(asked, token);
            foreach (var part in frame.Parts)
            {
                // What was not asked for is not looked at, whoever sent it.
                if (asked.Remove(part.Key))
                {
                    Take(part, large, pending, store, failed);
                }
            }

            Mark(frame.Missing, asked, failed, "the hub does not have it");
            Mark(frame.Denied, asked, failed, "the hub says that it is not part of this edge's tree");
            var more = frame.More.Where(asked.Remove).ToList();
            if (more.Count > 0 && frame.Parts.Count == 0)
            {
                throw new HubUnreachableException("the hub put off every content that was asked for");
            }

            foreach (var digest in more)
            {
                pending.Enqueue(digest);
            }

            foreach (var digest in asked)
            {
                failed[digest] = "the hub passed over it";
            }
        }

        foreach (var (digest, content) in large.Where(item => !item.Value.Complete))
        {
            failed.TryAdd(digest, "not all of its chunks came");
        }

        return failed;
    }

    private async Task<ContentFrame> AskAsync(IReadOnlyCollection<Digest> asked, CancellationToken token)
    {
        var start = time.GetTimestamp();
        try
        {
            var frame = await link.GetAsync(new GetRequest { Digests = [.. asked], Bytes = _pace.Bytes }, _pace.Patience, token);
            _pace.Answered(time.GetElapsedTime(start));
            return frame;
        }
        catch (HubUnreachableException)
        {
            _pace.Unanswered(time.GetElapsedTime(start));
            throw;
        }
    }

    private static void Take(
        ContentFramePart part, Dictionary<Digest, LargeContent> large, Queue<Digest> pending, Action<Digest, byte[]> store, Dictionary<Digest, string> failed)
    {
        var owner = large.FirstOrDefault(item => item.Value.Waits(part.Key));
        if (owner.Value is { } content)
        {
            if (Digest.Of(part.Stored.Span) != part.Key)
            {
                failed[part.Key] = "its bytes do not have its digest";
                return;
            }

            // The frame's memory goes with the frame; a chunk stays until its content is whole.
            content.Add(part.Key, part.Stored.ToArray());
            if (content.Complete)
            {
                Decode(owner.Key, content.List, content.Chunk, store, failed);
                large.Remove(owner.Key);
            }

            return;
        }

        if (ContentEncoding.TryReadChunks(part.Stored.Span, out var list) && list.Digest == part.Key && list.Parts is { Count: > 0 and <= 4096 })
        {
            content = new LargeContent(part.Stored.ToArray(), list);
            large[part.Key] = content;
            foreach (var chunk in content.Missing)
            {
                pending.Enqueue(chunk);
            }

            return;
        }

        Decode(part.Key, part.Stored, static _ => default, store, failed);
    }

    private static void Decode(
        Digest digest, ReadOnlyMemory<byte> stored, Func<Digest, ReadOnlyMemory<byte>> chunk, Action<Digest, byte[]> store, Dictionary<Digest, string> failed)
    {
        byte[] content;
        try
        {
            content = ContentEncoding.Decode(digest, stored, chunk);
        }
        catch (ContentRefusedException error)
        {
            failed[digest] = error.Message;
            return;
        }

        store(digest, content);
    }

    private static void Mark(IReadOnlyList<Digest> digests, HashSet<Digest> asked, Dictionary<Digest, string> failed, string why)
    {
        foreach (var digest in digests.Where(asked.Remove))
        {
            failed[digest] = why;
        }
    }
}

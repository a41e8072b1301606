using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Upsync;

namespace KubeStellar.Edge.TestKit.Targets;

/// <summary>Objects that are born in it.</summary>
public sealed partial class MemoryTarget : IUpsyncTarget
{
    private readonly Channel<UpsyncHint> _births = Channel.CreateUnbounded<UpsyncHint>();

    /// <summary>The objects, as they are there.</summary>
    public ConcurrentDictionary<ObjectKey, byte[]> Born { get; } = [];

    /// <summary>When set, nothing of them can be read.</summary>
    public UpsyncTrouble? BornTrouble { get; set; }

    /// <summary>How often they were read.</summary>
    public int BornReads { get; private set; }

    /// <summary>A device writes an object, or takes it away (null).</summary>
    public void Bear(ObjectKey key, byte[]? content)
    {
        if (content is null)
        {
            Born.TryRemove(key, out _);
        }
        else
        {
            Born[key] = CanonicalJson.Canonicalize(content);
        }

        _births.Writer.TryWrite(default);
    }

    /// <inheritdoc/>
    public Task<UpsyncReading> ReadBornAsync(UpsyncQuery query, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(query);
        BornReads++;
        return Task.FromResult(BornTrouble is { } trouble
            ? UpsyncReading.Nothing(trouble.Reason, trouble.Message)
            : new UpsyncReading([.. Born.Where(pair => query.Rules.Any(rule => rule.Asks(pair.Key, JsonElement.Parse(pair.Value)))).Select(pair => new UpsyncSeen(pair.Key, pair.Value))], []));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<UpsyncHint> WatchBornAsync([EnumeratorCancellation] CancellationToken token)
    {
        await foreach (var hint in _births.Reader.ReadAllAsync(token))
        {
            yield return hint;
        }
    }
}

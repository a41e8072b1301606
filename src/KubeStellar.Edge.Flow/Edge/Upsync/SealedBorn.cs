using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Flow.State.Secrets;

namespace KubeStellar.Edge.Flow.Edge.Upsync;

/// <summary>What is born at this edge may quote secret values that this edge applied: these are taken out before anything is carried up.</summary>
internal sealed class SealedBorn(IUpsyncTarget target, SecretBook book) : IUpsyncTarget
{
    /// <inheritdoc/>
    public async Task<UpsyncReading> ReadBornAsync(UpsyncQuery query, CancellationToken token)
    {
        var reading = await target.ReadBornAsync(query, token);
        return book.Search(null, own: false) is { } search ? reading with { Objects = [.. reading.Objects.Select(seen => Clean(seen, search))] } : reading;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<UpsyncHint> WatchBornAsync(CancellationToken token) => target.WatchBornAsync(token);

    private static UpsyncSeen Clean(UpsyncSeen seen, WordSearch search) =>
        seen with { Canonical = CanonicalJson.Canonicalize(SealedJson.Scrub(seen.Key, seen.Canonical, default, search).Span) };
}

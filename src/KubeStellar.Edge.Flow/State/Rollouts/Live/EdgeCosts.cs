using System.Runtime.CompilerServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.State.Rollouts.Live;

/// <summary>What an edge has to fetch for a change: bytes of contents that it lacks, and container images that its objects did not name before. Counted once a pair of manifests.</summary>
internal sealed class EdgeCosts
{
    private readonly ConditionalWeakTable<ManifestRef, Dictionary<Digest, (long, int)>> _known = [];

    /// <summary>The cost.</summary>
    /// <param name="before">What the edge has; null for nothing.</param>
    /// <param name="after">What it gets; null for nothing.</param>
    public (long Bytes, int Pulls) Of(ManifestRef? before, ManifestRef? after)
    {
        if (after is null)
        {
            return default;
        }

        var known = _known.GetOrCreateValue(after);
        var from = before?.Digest ?? default;
        return known.TryGetValue(from, out var cost) ? cost : known[from] = Count(before, after);
    }

    private (long Bytes, int Pulls) Count(ManifestRef? before, ManifestRef after)
    {
        var had = before?.Record?.Objects.Select(entry => entry.Content).ToHashSet() ?? [];
        var images = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in before?.Record?.Objects ?? [])
        {
            images.UnionWith(Images(entry.Content));
        }

        var (bytes, pulls) = ((long)(after.Bytes?.Length ?? 0), 0);
        foreach (var entry in after.Record?.Objects ?? [])
        {
            if (had.Contains(entry.Content))
            {
                continue;
            }

            bytes += Size(entry.Content);
            pulls += Images(entry.Content).Count(image => images.Add(image));
        }

        return (bytes, pulls);
    }

    /// <summary>Contents of the newest decisions, by digest; the keeper fills it before it asks.</summary>
    public Func<Digest, byte[]?> Content { get; set; } = _ => null;

    private long Size(Digest content) => Content(content)?.Length ?? 0;

    private List<string> Images(Digest content)
    {
        var images = new List<string>();
        if (Content(content) is { } bytes)
        {
            var reader = new Utf8JsonReader(bytes);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("image"u8) && reader.Read() && reader.TokenType == JsonTokenType.String)
                {
                    images.Add(reader.GetString()!);
                }
            }
        }

        return images;
    }
}

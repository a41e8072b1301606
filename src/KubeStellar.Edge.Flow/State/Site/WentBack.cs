using System.Text.Json.Serialization;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>A policy that a site took back to its last good manifest by itself.</summary>
/// <param name="From">The manifest that was not healthy in time. Another one in the root ends this.</param>
/// <param name="To">The last good one.</param>
/// <param name="At">When, by this clock.</param>
/// <param name="Why">What was wrong, for people.</param>
public sealed record WentBack(Digest From, Digest To, DateTimeOffset At, string Why)
{
    /// <summary>What <see cref="From"/> names; null before it was read.</summary>
    [JsonIgnore]
    public ManifestRef? Manifest { get; init; }
}

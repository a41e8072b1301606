using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>What was read for a piece of news before it is taken.</summary>
/// <param name="Held">What was held then; news that stand on it are taken only while it still is.</param>
/// <param name="From">The manifest of what is held; null when there is none, or it cannot be read.</param>
/// <param name="To">The manifest that the news speak of; null when it cannot be read, or is none that the edge's root names.</param>
internal sealed record ReportGround(HeldReport? Held, ManifestRecord? From, ManifestRecord? To)
{
    /// <summary>The whole report beside the head, where it is to be written anew; else null.</summary>
    internal ReportRecord? Whole { get; init; }

    /// <summary>Whether that should be there and is not.</summary>
    internal bool Lost { get; init; }
}

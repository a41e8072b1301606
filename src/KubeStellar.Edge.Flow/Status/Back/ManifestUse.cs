using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Status.Back;

/// <summary>One manifest that roots name, and by whom.</summary>
internal sealed class ManifestUse
{
    /// <summary>Edges whose newest root names it.</summary>
    internal HashSet<string> Edges { get; } = new(StringComparer.Ordinal);

    /// <summary>What its policy wants written back; null while the manifest was not read.</summary>
    internal StatusWriteBack? Mode { get; set; }

    /// <summary>Its objects by the workload object that they are made of; null while nobody needs them.</summary>
    internal ILookup<ObjectKey, ManifestEntry>? Objects { get; set; }
}

using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>One object that the tree wants.</summary>
/// <param name="Policy">The policy that wants it.</param>
/// <param name="Entry">Its line of the manifest.</param>
/// <param name="Judge">The bundle that judges its health; null: the rules for its kind do.</param>
internal sealed record WantedObject(PolicyKey Policy, ManifestEntry Entry, Digest? Judge = null)
{
    // No policy sees the values of a secret: what it says goes to the hub.
    internal static WantedObject Of(ManifestRecord manifest, ManifestEntry entry) =>
        new(manifest.Policy, entry, manifest.Judges?.Any(kind => kind == "*" || kind == entry.Key.Kind) == true && !entry.Key.IsSecret ? manifest.Bundle : null);
}

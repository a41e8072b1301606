using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>What to do about one object; pure.</summary>
internal static class ObjectRule
{
    /// <summary>Whether the object must be looked at before it is decided; a content that was never applied is applied without a look.</summary>
    internal static bool LookFirst(ManifestEntry entry, TrackedObject line) =>
        !line.Content.IsZero && (entry.CreateOnly || line.Content == entry.Content);

    /// <summary>What to do after the look.</summary>
    internal static ObjectStep Decide(ManifestEntry entry, TargetState state)
    {
        if (entry.CreateOnly && state.Exists)
        {
            return ObjectStep.Leave;
        }

        if (state is { Exists: true, Matches: true })
        {
            return ObjectStep.Leave;
        }

        return entry.Drift switch
        {
            DriftMode.Correct => ObjectStep.Correct,
            DriftMode.Report => ObjectStep.Tell,
            _ => ObjectStep.Leave,
        };
    }
}

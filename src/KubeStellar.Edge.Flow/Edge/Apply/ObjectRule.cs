using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

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

        // What is gone is not there in any field. With no field in which it drifted it is another content of our own: an apply that was taken for lost.
        return state is { Exists: true, Drifted: { } fields }
            ? fields.Select(field => StepOf(entry.DriftOf(field.Path))).DefaultIfEmpty(ObjectStep.Correct).Max()
            : StepOf(entry.Drift);
    }

    private static ObjectStep StepOf(DriftMode mode) => mode switch
    {
        DriftMode.Correct => ObjectStep.Correct,
        DriftMode.Report => ObjectStep.Tell,
        _ => ObjectStep.Leave,
    };

    /// <summary>The health of an object that was looked at and is left as it is.</summary>
    /// <param name="entry">Its line of the manifest.</param>
    /// <param name="state">What the target says.</param>
    /// <param name="judged">What its live object says; null where the target has none.</param>
    internal static HealthVerdict Health(ManifestEntry entry, TargetState state, HealthVerdict? judged)
    {
        // What nobody would put back is as it should be, whatever is in it; that somebody else has its name is another matter.
        var asWanted = state.Matches || (state.Exists && Decide(entry, state) is ObjectStep.Leave && state.Health is Contracts.Records.Health.InProgress or Contracts.Records.Health.Current);
        return !state.Exists || !asWanted ? new HealthVerdict(state.Health, state.Reason, state.Message)
            : judged ?? (state.Matches ? new HealthVerdict(state.Health, state.Reason, state.Message) : new HealthVerdict(Contracts.Records.Health.Current, "", ""));
    }
}

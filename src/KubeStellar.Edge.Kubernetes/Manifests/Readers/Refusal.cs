using KubeStellar.Edge.Flow.Edge.Apply;

namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>Why an object does not take effect although nothing failed: somebody has to change something.</summary>
/// <param name="Reason">CamelCase word.</param>
/// <param name="Message">Sentence for people.</param>
internal sealed record Refusal(string Reason, string Message)
{
    internal TargetOutcome Outcome(bool changed) => new(TargetOutcomeKind.Stalled, changed, Reason, Message);
}

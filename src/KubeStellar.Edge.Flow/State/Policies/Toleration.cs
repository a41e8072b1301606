using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>A toleration, as Kubernetes has it (https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/).</summary>
/// <param name="Key">Key of the taints; empty with <see cref="Exists"/>: all taints.</param>
/// <param name="Exists">Operator <c>Exists</c>: any value; else the value must be equal.</param>
/// <param name="Value">Value, for <c>Equal</c>.</param>
/// <param name="Effect">Effect of the taints; empty: all effects.</param>
public sealed record Toleration(string Key, bool Exists, string Value, string Effect)
{
    /// <summary>Whether it covers a taint.</summary>
    public bool Tolerates(Taint taint) =>
        (Effect.Length == 0 || Effect == taint.Effect)
        && ((Key.Length == 0 && Exists) || (Key == taint.Key && (Exists || Value == taint.Value)));
}

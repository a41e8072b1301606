using System.Diagnostics.CodeAnalysis;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>A policy's answer, or why there is none. Exactly one of the two is not null.</summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="Value">The answer.</param>
/// <param name="Fault">Why there is none.</param>
public sealed record PolicyOutcome<T>(T? Value, PolicyFault? Fault)
    where T : class
{
    /// <summary>Whether there is an answer.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool Ok => Fault is null;
}

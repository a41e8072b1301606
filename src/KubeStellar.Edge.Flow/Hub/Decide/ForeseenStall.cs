using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>A policy that would stall as a whole: its edges keep what they have.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Key">The object that it would stall at; null: at selecting.</param>
/// <param name="Fault">Why.</param>
internal sealed record ForeseenStall(PolicyKey Policy, ObjectKey? Key, PolicyFault Fault);

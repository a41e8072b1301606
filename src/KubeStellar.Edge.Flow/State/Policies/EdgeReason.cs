namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>Edges for which a policy gave the same reason (<c>yes("...")</c>, <c>no("...")</c>).</summary>
/// <param name="Placed">Whether they were chosen.</param>
/// <param name="Reason">The policy's words.</param>
/// <param name="Edges">For whom.</param>
public sealed record EdgeReason(bool Placed, string Reason, EdgeSet Edges);

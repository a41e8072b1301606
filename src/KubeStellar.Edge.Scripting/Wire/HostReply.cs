namespace KubeStellar.Edge.Scripting.Wire;

/// <summary>Header of an answer of the policy host; segment 0 of its frame. Segment 1 is the script's answer: <c>{"value":...}</c> or <c>{"fault":...}</c>; about many edges, segment 2 holds their numbers and the rest are pages.</summary>
/// <param name="Fault">Why the host itself has no answer.</param>
/// <param name="Lost">The bundle's isolate is gone and must be loaded again.</param>
internal sealed record HostReply(HostFault? Fault = null, bool Lost = false);

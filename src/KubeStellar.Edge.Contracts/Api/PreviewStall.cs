namespace KubeStellar.Edge.Contracts.Api;

/// <summary>A policy that would stall, or its edges that would.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Object">Key of the object that it would stall at.</param>
/// <param name="Edges">For how many edges; all of the policy's when it stalls as a whole.</param>
/// <param name="Whole">Whether the whole policy would stall.</param>
/// <param name="Reason">CamelCase word.</param>
/// <param name="Message">Sentence for people.</param>
/// <param name="Location"><c>file:line:column</c>, or empty.</param>
/// <param name="Sample">Ids of some of the edges.</param>
public sealed record PreviewStall(string Policy, string Object, int Edges, bool Whole, string Reason, string Message, string Location, IReadOnlyList<string> Sample);

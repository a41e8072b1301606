using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>What an edge answered of one object, or why it did not.</summary>
/// <param name="Object">The object.</param>
/// <param name="Report">What it says, with the time at which this came; null when there is no answer, or no such object.</param>
/// <param name="At">The edge's clock when it answered; null when it did not.</param>
/// <param name="Trouble">Why there is no answer, or not all of it, as a sentence; empty when there is.</param>
public sealed record LiveAnswer(AskedObject Object, ReportObject? Report, DateTimeOffset? At, string Trouble);

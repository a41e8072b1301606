using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>One object in an edge's status.</summary>
/// <param name="Key">The object.</param>
/// <param name="Content">The content that is wanted.</param>
/// <param name="Applied">Whether it is in the target.</param>
/// <param name="Health">Its health.</param>
/// <param name="Reason">Why it is not applied, or not current.</param>
/// <param name="Message">Sentence for people.</param>
public sealed record EdgeObjectStatus(ObjectKey Key, Digest Content, bool Applied, Health Health, string Reason, string Message);

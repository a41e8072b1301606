namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>How far one object is, and why not further.</summary>
/// <param name="Phase">How far.</param>
/// <param name="Reason">CamelCase word; empty when ready.</param>
/// <param name="Message">Sentence for people.</param>
/// <param name="Applied">Whether the wanted content is in the target; a failed object may be applied or not.</param>
internal readonly record struct ObjectVerdict(ObjectPhase Phase, string Reason, string Message, bool Applied);

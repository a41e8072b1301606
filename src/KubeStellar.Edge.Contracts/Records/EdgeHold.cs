namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Why an edge is held: nothing new goes out to it and nothing that it says is believed, until a person ends it. What it has stays.</summary>
/// <param name="Reason">CamelCase word: <c>Cloned</c>.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Since">When it was seen, by the hub's clock.</param>
public sealed record EdgeHold(string Reason, string Message, DateTimeOffset Since);

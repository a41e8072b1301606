namespace KubeStellar.Edge.Flow.Edge.Upsync;

/// <summary>Something that is not carried up, and why.</summary>
/// <param name="Reason">CamelCase word: <c>TooLarge</c>, <c>TooMany</c>, <c>Unreadable</c>, <c>Forbidden</c> ...</param>
/// <param name="Message">Sentence for people that names it; never a value.</param>
public sealed record UpsyncTrouble(string Reason, string Message);

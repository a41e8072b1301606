namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Why a policy's function gave no answer.</summary>
/// <param name="Reason">CamelCase word: <c>Threw</c>, <c>BadResult</c> ...</param>
/// <param name="Message">Sentence for people.</param>
/// <param name="Location"><c>file:line:column</c>, or empty.</param>
public sealed record DecisionFault(string Reason, string Message, string Location);

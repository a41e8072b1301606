namespace KubeStellar.Edge.Scripting.Wire;

/// <summary>Why there is no answer, as it crosses the pipe.</summary>
/// <param name="Reason">CamelCase word.</param>
/// <param name="Message">Sentence for people.</param>
/// <param name="Location"><c>file:line:column</c>, or empty.</param>
internal sealed record HostFault(string Reason, string Message, string Location);

namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>Something sealed cannot be opened. The message says why and what to do, and holds nothing of a value.</summary>
public sealed class SealBrokenException(string message) : Exception(message);

namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>What is wrong with one field of an object.</summary>
/// <param name="Path">The field, for example <c>metadata.labels.app</c>; empty for the object as a whole.</param>
/// <param name="Message">A sentence for people; never a value.</param>
public sealed record FieldError(string Path, string Message);

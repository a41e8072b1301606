namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>A field of an object in the target that is not as wanted.</summary>
/// <param name="Path">Where, as in <see cref="Contracts.Records.DriftRule.Path"/>.</param>
/// <param name="Manager">Who changed it last, by its field manager; empty when the target does not know, or when the field was removed.</param>
public sealed record DriftedField(string Path, string Manager);

namespace KubeStellar.Edge.Flow.Edge.Upsync;

/// <summary>Something may have changed: look again. It says no more, because a hint can be lost.</summary>
public readonly record struct UpsyncHint;

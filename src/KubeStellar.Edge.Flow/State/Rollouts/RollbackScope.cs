namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>Which edges a rollback takes back.</summary>
public enum RollbackScope
{
    /// <summary>Every edge that does not have what was last proven.</summary>
    Whole,

    /// <summary>Edges of the waves that had begun.</summary>
    Begun,
}

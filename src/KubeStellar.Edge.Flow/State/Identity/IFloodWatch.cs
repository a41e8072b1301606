namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>Hears of edges that go on sending although nothing of theirs is heard any more. Returns at once; from any thread.</summary>
public interface IFloodWatch
{
    /// <summary>An edge floods.</summary>
    /// <param name="edge">Its id, as in its subjects.</param>
    void Flooding(string edge);
}

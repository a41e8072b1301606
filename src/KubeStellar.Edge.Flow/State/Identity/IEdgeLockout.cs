namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>Keeps users out of the hub's account whose JWTs have no end of their own.</summary>
public interface IEdgeLockout
{
    /// <summary>Voids what was issued to these keys until then, closes their connections, and keeps it so across restarts of the server. What is void already stays void.</summary>
    /// <param name="revoked">Public keys, and up to when what was issued to them is void.</param>
    /// <param name="token">Cancels the wait.</param>
    /// <returns>Empty when it is done; else what somebody else has to do, in a sentence.</returns>
    Task<string> RevokeAsync(IReadOnlyDictionary<string, DateTimeOffset> revoked, CancellationToken token);
}

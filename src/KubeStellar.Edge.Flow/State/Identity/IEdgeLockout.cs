namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>Keeps users out of the hub's account whose JWTs have no end of their own.</summary>
public interface IEdgeLockout
{
    /// <summary>Voids what was issued to these keys until then, closes their connections, and keeps it so across restarts of the server. What is void already stays void.</summary>
    /// <param name="revoked">Public keys, and up to when what was issued to them is void.</param>
    /// <param name="token">Cancels the wait.</param>
    /// <returns>Empty when it is done; else what somebody else has to do, in a sentence.</returns>
    Task<string> RevokeAsync(IReadOnlyDictionary<string, DateTimeOffset> revoked, CancellationToken token);

    /// <summary>Keeps a key out for a while: closes its connections, and lets it in again when it is <see cref="ReleaseAsync">released</see>. Survives restarts, as does its end.</summary>
    /// <param name="publicKey">The key.</param>
    /// <param name="token">Cancels the wait.</param>
    /// <returns>Empty when it is done; else why not, in a sentence.</returns>
    Task<string> SuspendAsync(string publicKey, CancellationToken token) => Task.FromResult("the NATS server is not the hub's own, which can keep nobody out of it for a while");

    /// <summary>Lets keys in again that were suspended, by this process or one before. What was revoked meanwhile stays void.</summary>
    /// <param name="publicKey">The key; null for all.</param>
    /// <param name="token">Cancels the wait.</param>
    /// <returns>Empty when it is done; else why not, in a sentence: it is to be tried again.</returns>
    Task<string> ReleaseAsync(string? publicKey, CancellationToken token) => Task.FromResult("");
}

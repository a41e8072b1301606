namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>A server that is not this hub's own: only who holds its operator's key can void a user there. The hub itself takes nothing more from the device.</summary>
internal sealed class ForeignServer : IEdgeLockout
{
    /// <inheritdoc/>
    public Task<string> RevokeAsync(IReadOnlyDictionary<string, DateTimeOffset> revoked, CancellationToken token) => Task.FromResult(
        $"the hub takes nothing more from it, but the NATS server is not the hub's own and still lets it connect: revoke its user there as well, 'nsc revocations add-user --user-public-key {string.Join(" ", revoked.Keys)}' and 'nsc push'");
}

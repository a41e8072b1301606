using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Daemon.Cli.Connection;

/// <summary>Contents that a hub has, whole, whatever way they are stored.</summary>
internal static class HubContents
{
    /// <summary>Reads one.</summary>
    /// <param name="session">The hub.</param>
    /// <param name="digest">Its digest.</param>
    /// <param name="what">For people: what it is, to say that it is damaged or gone.</param>
    /// <param name="so">For people: what follows when it is gone; begins with a comma, or is empty.</param>
    /// <param name="token">Cancels the wait.</param>
    internal static async Task<byte[]> ReadAsync(HubSession session, Digest digest, string what, string so, CancellationToken token)
    {
        var stored = await StoredAsync(session, digest, null, what, so, token);
        var parts = new Dictionary<Digest, byte[]>();
        if (ContentEncoding.TryReadChunks(stored, out var chunks))
        {
            foreach (var part in chunks.Parts)
            {
                parts[part.Digest] = await StoredAsync(session, part.Digest, digest, what, so, token);
            }
        }

        try
        {
            return ContentEncoding.Decode(digest, stored, part => parts[part]);
        }
        catch (ContentRefusedException error)
        {
            throw new CliException($"{what} is damaged at the hub", [error.Message], inner: error);
        }
    }

    private static async Task<byte[]> StoredAsync(HubSession session, Digest digest, Digest? whole, string what, string so, CancellationToken token)
    {
        try
        {
            return (await session.CallAsync<ContentRequest, ContentResult>(ApiVerbs.Content, new ContentRequest { Digest = digest, Of = whole }, token)).Stored;
        }
        catch (CliException error) when (error is { Passing: false, ExitCode: CliExit.Error })
        {
            throw new CliException($"{what} is gone from the hub{so}", [error.Message], inner: error);
        }
    }
}

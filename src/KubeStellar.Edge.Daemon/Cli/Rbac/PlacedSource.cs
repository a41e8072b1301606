using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.LiteDb;

namespace KubeStellar.Edge.Daemon.Cli.Rbac;

/// <summary>Where a tree is read from: an edge's own state, or a hub.</summary>
internal static class PlacedSource
{
    // A daemon that accepts another root meanwhile sweeps what the one before named.
    private const int Tries = 3;

    /// <summary>The tree that an edge accepted, from its state directory; its daemon may run or not.</summary>
    internal static async Task<PlacedTree> LocalAsync(string directory)
    {
        for (var left = Tries; ; left--)
        {
            try
            {
                var bytes = EdgeFiles.ReadAccepted(directory)
                    ?? throw new CliException($"no edge has received anything in {directory} yet", ["--state DIR names an edge's state directory; --edge ID asks the hub instead"]);
                var root = JsonSerializer.Deserialize(bytes.Span, HubJson.Type<SignedRoot>())!.Root.Deserialize(HubJson.Type<RootRecord>())!;
                return await PlacedTree.ReadAsync(root, (digest, what) => Task.FromResult(EdgeFiles.ReadContent(directory, digest)
                    ?? throw new CliException($"{what} is missing in {directory}", ["the edge fetches it when the hub is in reach: try again later, or ask the hub with --edge ID"]) { Passing = true }));
            }
            catch (CliException error) when (error.Passing && left > 1)
            {
                continue;
            }
            catch (StoreDamagedException error)
            {
                throw new CliException($"the state in {directory} cannot be read", [error.Message, "ask the hub with --edge ID"], inner: error);
            }
            catch (IOException error) when (error.InnerException is UnauthorizedAccessException)
            {
                throw new CliException($"the state in {directory} belongs to another user", ["run this as the daemon's user, or ask the hub with --edge ID"], CliExit.Denied, error);
            }
        }
    }

    /// <summary>The tree that a hub wants at an edge.</summary>
    internal static async Task<PlacedTree> HubAsync(HubSession session, string edge, CancellationToken token)
    {
        var found = await session.ListAllAsync(new GetQuery { Resource = ResourceTypes.Desired.Plural, Name = edge }, token);
        return found is [var one]
            ? await PlacedTree.ReadAsync(one.Deserialize(HubJson.Type<RootRecord>())!, async (digest, what) => await ReadAsync(session, digest, what, token))
            : throw new CliException($"the hub has no desired state for an edge '{edge}'", ["'kse get edges' lists them; nothing is wanted of one that no policy places anything at"]);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HubSession session, Digest digest, string what, CancellationToken token) =>
        await HubContents.ReadAsync(session, digest, what, ": it was replaced just now, try again", token);
}

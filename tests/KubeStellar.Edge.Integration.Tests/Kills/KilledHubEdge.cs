using System.Collections.Concurrent;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>An edge of a hub that is killed again and again: it goes on, and no file that is wanted ever goes.</summary>
internal sealed class KilledHubEdge : IDisposable
{
    private readonly ConcurrentQueue<string> _lost = [];
    private readonly KseProcess _edge;
    private readonly FileSystemWatcher _watcher;

    private KilledHubEdge(KseProcess edge, string id, string size, string folder)
    {
        (_edge, Id, Size) = (edge, id, size);
        _watcher = new FileSystemWatcher(folder, "*.json") { InternalBufferSize = 1 << 16 };
        _watcher.Deleted += (_, gone) => Note(gone.Name);
        _watcher.Renamed += (_, gone) => Note(gone.OldName);
        _watcher.EnableRaisingEvents = true;
    }

    public string Id { get; }

    public string Size { get; }

    /// <summary>Starts one and waits until it has everything.</summary>
    public static async Task<KilledHubEdge> JoinAsync(KillWorld world, string size, CancellationToken token)
    {
        var id = "store-" + size;
        var edge = await world.Fleet.StartEdgeAsync(id, await world.Fleet.TokenAsync(token, "kind=store", "size=" + size), token);
        await Site.FilesAsync(world.Fleet.Target(id), files => files.SequenceEqual(world.Wanted.Expected(size)), token);
        return new KilledHubEdge(edge, id, size, world.Fleet.Target(id));
    }

    public void Verify()
    {
        Assert.False(_edge.HasExited, $"{Id} ended by itself:\n{string.Join('\n', _edge.Lines.TakeLast(40))}");
        Assert.True(_lost.IsEmpty, $"{Id} lost files that are wanted: {string.Join(", ", _lost)}:\n{string.Join('\n', _edge.Lines.TakeLast(40))}");
    }

    // Its process goes with its fleet.
    public void Dispose() => _watcher.Dispose();

    private void Note(string? name)
    {
        if (name is not null && WantedObjects.KeptFiles.Contains(name, StringComparer.Ordinal))
            _lost.Enqueue(name);
    }
}

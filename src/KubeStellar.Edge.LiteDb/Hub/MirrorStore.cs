using KubeStellar.Edge.Disk;
using KubeStellar.Edge.LiteDb.Engine;
using KubeStellar.Edge.LiteDb.Files;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.LiteDb.Hub;

/// <summary>The hub's mirror over one locked directory.</summary>
internal sealed class MirrorStore : IDisposable
{
    private readonly StateDirectory _directory;
    private readonly LiteStore _database;

    private MirrorStore(StateDirectory directory, LiteStore database, TimeProvider time)
    {
        _directory = directory;
        _database = database;
        Mirror = new LiteHubMirror(database, time);
    }

    internal LiteHubMirror Mirror { get; }

    internal static MirrorStore Open(string path, TimeProvider time, ILoggerFactory logs, IDisk? disk = null)
    {
        var directory = StateDirectory.Open(path, disk);

        // Beside the directory, so that whoever removes all of it does not make a hub that ran for a year take itself for a new one.
        var witness = directory.Root.TrimEnd(Path.DirectorySeparatorChar) + ".once";
        return new MirrorStore(directory, new LiteStore(directory, "mirror.db", LiteHubMirror.Parts, time, logs.CreateLogger<LiteStore>(), witness), time);
    }

    public void Dispose()
    {
        _database.Dispose();
        _directory.Dispose();
    }
}

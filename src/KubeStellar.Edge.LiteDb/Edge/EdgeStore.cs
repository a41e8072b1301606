using KubeStellar.Edge.Disk;
using KubeStellar.Edge.LiteDb.Engine;
using KubeStellar.Edge.LiteDb.Files;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.LiteDb.Edge;

/// <summary>All of an edge's stores over one locked directory.</summary>
internal sealed class EdgeStore : IDisposable
{
    private readonly StateDirectory _directory;
    private readonly LiteStore _database;

    private EdgeStore(StateDirectory directory, LiteStore database, TimeProvider time, ILoggerFactory logs)
    {
        _directory = directory;
        _database = database;
        Contents = new ContentStore(directory, logs.CreateLogger<ContentStore>());
        Roots = new RootStore(directory, logs.CreateLogger<RootStore>());
        Inventory = new LiteInventory(database);
        Upsyncs = new LiteUpsyncOutbox(database);
        Outbox = new LiteOutbox(database, new SequenceFile(directory), time);
    }

    internal ContentStore Contents { get; }

    internal RootStore Roots { get; }

    internal LiteInventory Inventory { get; }

    internal LiteOutbox Outbox { get; }

    internal LiteUpsyncOutbox Upsyncs { get; }

    internal static EdgeStore Open(string path, TimeProvider time, ILoggerFactory logs, IDisk? disk = null)
    {
        var directory = StateDirectory.Open(path, disk);
        var database = new LiteStore(directory, "edge.db", [LiteInventory.Part, LiteOutbox.Part, LiteUpsyncOutbox.Part], time, logs.CreateLogger<LiteStore>());
        return new EdgeStore(directory, database, time, logs);
    }

    public void Dispose()
    {
        _database.Dispose();
        Outbox.Dispose();
        _directory.Dispose();
    }
}

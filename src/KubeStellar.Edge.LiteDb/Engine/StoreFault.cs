namespace KubeStellar.Edge.LiteDb.Engine;

/// <summary>The first failure of the disk under a database's files. Both share it: a log must not be cut off after the data file failed, nor the other way round.</summary>
internal sealed class StoreFault
{
    private IOException? _first;

    /// <summary>The failure; null while all is well.</summary>
    internal IOException? First => Volatile.Read(ref _first);

    /// <summary>Notes a failure, unless one is noted.</summary>
    internal void Note(IOException error) => Interlocked.CompareExchange(ref _first, error, null);
}

namespace KubeStellar.Edge.Nats.Server;

/// <summary>The last lines that the server wrote to its terminal rather than to its log: why it did not start.</summary>
internal sealed class SpokenLines
{
    private const int Kept = 5;
    private const int TailBytes = 4096;
    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return string.Join(" | ", _lines);
            }
        }
    }

    public void Add(string line)
    {
        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _lines.Clear();
        }
    }

    /// <summary>What was said, or else the warnings and errors at the end of the log.</summary>
    public string Or(string log)
    {
        var said = Text;
        return said.Length > 0 || !File.Exists(log) ? said : $"{Tail(log)} (log: {log})";
    }

    private static string Tail(string log)
    {
        using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(-Math.Min(TailBytes, stream.Length), SeekOrigin.End);
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(" | ", lines.Where(line => line.Contains("[FTL]", StringComparison.Ordinal) || line.Contains("[ERR]", StringComparison.Ordinal)).TakeLast(Kept));
    }
}

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>Reads a host's standard error: hands on its first lines, and keeps reading so that it never blocks the host.</summary>
internal sealed class HostErrors
{
    private const int MaxLines = 20;
    private const int MaxLine = 2000;
    private volatile bool _outOfMemory;

    internal HostErrors(StreamReader reader, Action<string> onLine) => Completion = Task.Run(() => ReadAsync(reader, onLine));

    /// <summary>Completes when the host closed it.</summary>
    internal Task Completion { get; }

    /// <summary>Whether V8 or the runtime said that memory ran out.</summary>
    internal bool SaysOutOfMemory => _outOfMemory;

    private async Task ReadAsync(StreamReader reader, Action<string> onLine)
    {
        var buffer = new char[4096];
        var line = new System.Text.StringBuilder();
        var lines = 0;
        int count;
        while ((count = await reader.ReadAsync(buffer)) > 0)
        {
            foreach (var character in buffer.AsSpan(0, count))
            {
                if (character != '\n')
                {
                    if (line.Length < MaxLine)
                    {
                        line.Append(character);
                    }

                    continue;
                }

                var text = line.ToString();
                line.Clear();
                _outOfMemory |= text.Contains("memory", StringComparison.OrdinalIgnoreCase);
                if (lines++ < MaxLines && text.Length > 0)
                {
                    onLine(text);
                }
            }
        }

        _outOfMemory |= line.ToString().Contains("memory", StringComparison.OrdinalIgnoreCase);
    }
}

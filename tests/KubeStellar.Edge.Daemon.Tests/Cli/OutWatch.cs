using System.Threading.Channels;

namespace KubeStellar.Edge.Daemon.Tests.Cli;

/// <summary>What a verb that goes on writes, and a way to wait for it: a verb flushes when it has said something whole.</summary>
internal sealed class OutWatch : StringWriter
{
    private readonly Channel<string> _said = Channel.CreateUnbounded<string>();
    private int _read;

    internal OutWatch() => NewLine = "\n";

    public override void Flush()
    {
        var all = ToString();
        _said.Writer.TryWrite(all[_read..]);
        _read = all.Length;
    }

    /// <summary>Waits until something is said that has <paramref name="text"/> in it, and returns that.</summary>
    internal async Task<string> SaysAsync(string text, CancellationToken token)
    {
        while (true)
        {
            var said = await _said.Reader.ReadAsync(token);
            if (said.Contains(text, StringComparison.Ordinal))
            {
                return said;
            }
        }
    }
}

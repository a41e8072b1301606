using System.Globalization;
using System.Net;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>Where the embedded server listens.</summary>
/// <param name="Host">Name or address, without brackets.</param>
/// <param name="Port">Port; 0 takes a free one.</param>
internal sealed record ListenAddress(string Host, int Port)
{
    /// <summary>Whether only this machine can reach it. A name other than localhost may mean any address.</summary>
    public bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Reads <c>HOST:PORT</c>, with brackets around an IPv6 address.</summary>
    /// <exception cref="DaemonFailure">It is something else.</exception>
    public static ListenAddress Parse(string listen)
    {
        var at = listen.LastIndexOf(':');
        return at > 0 && int.TryParse(listen.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
            ? new ListenAddress(listen[..at].Trim('[', ']'), port)
            : throw new DaemonFailure($"--listen {listen}: write it as HOST:PORT, for example 127.0.0.1:4222.");
    }
}

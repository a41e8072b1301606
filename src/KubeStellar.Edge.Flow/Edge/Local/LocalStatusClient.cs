using System.Net.Sockets;
using System.Text.Json;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Local;

/// <summary>Asks the daemon on this device.</summary>
public static class LocalStatusClient
{
    /// <summary>The status of the edge whose state directory is given.</summary>
    /// <exception cref="IOException">No daemon answers there, with a sentence that says so.</exception>
    public static async Task<EdgeStatus> AskAsync(string stateDirectory, CancellationToken token)
    {
        var path = Path.Combine(stateDirectory, LocalStatusServer.SocketName);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), token);
            await using var stream = new NetworkStream(socket);
            return await JsonSerializer.DeserializeAsync(stream, SiteJson.Default.EdgeStatus, token)
                ?? throw new IOException($"The edge daemon at {path} answered nothing.");
        }
        catch (Exception error) when (error is SocketException or JsonException)
        {
            throw new IOException($"No edge daemon answers at {path}: {error.Message}", error);
        }
    }
}

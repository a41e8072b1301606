using System.Net.Sockets;
using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Cli.Connection;

/// <summary>The daemon on this machine, behind the Unix socket in its state directory: one JSON document a connection. No network is needed.</summary>
internal static class LocalDaemon
{
    internal static async Task<JsonElement> AskAsync(string path, CancellationToken token)
    {
        if (!File.Exists(path))
        {
            throw new CliException($"no daemon answers at {path}", ["there is no such socket", "is 'kse edge' running here? --state DIR names its state directory"]);
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), token);
            await using var stream = new NetworkStream(socket);
            using var document = await JsonDocument.ParseAsync(stream, HubJson.Document, token);
            return document.RootElement.Clone();
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new CliException($"the daemon at {path} belongs to another user", ["only its own user may ask it"], CliExit.Denied, error);
        }
        catch (Exception error) when (error is SocketException or IOException or ArgumentException)
        {
            throw new CliException(
                $"no daemon answers at {path}", [CliErrors.OneLine(error.Message), "is 'kse edge' running here? --state DIR names its state directory"], inner: error);
        }
        catch (JsonException error)
        {
            throw new CliException($"the daemon at {path} does not answer as expected", [error.Message], inner: error);
        }
    }
}

using System.Net.Sockets;
using System.Text.Json;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Daemon.Cli.Connection;

/// <summary>The daemon on this machine, behind the Unix socket in its state directory: one JSON document a connection. No network is needed.</summary>
internal static class LocalDaemon
{
    /// <summary>The daemon's status.</summary>
    internal static Task<JsonElement> AskAsync(string path, CancellationToken token) => ExchangeAsync(path, [], token);

    /// <summary>Gives an order.</summary>
    internal static async Task<SiteAnswer> OrderAsync(string path, SiteOrder order, CancellationToken token) =>
        (await ExchangeAsync(path, JsonSerializer.SerializeToUtf8Bytes(order, SiteJson.Default.SiteOrder), token)).Deserialize(SiteJson.Default.SiteAnswer)
        ?? throw new CliException($"the daemon at {path} does not answer as expected");

    private static async Task<JsonElement> ExchangeAsync(string path, byte[] request, CancellationToken token)
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
            if (request.Length > 0)
            {
                await stream.WriteAsync(request, token);
                socket.Shutdown(SocketShutdown.Send);
            }

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

using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>Asks a port who listens there: a nats-server greets with one line, <c>INFO {...}</c>, that holds its name.</summary>
internal static class ServerProbe
{
    private const int LongestGreeting = 64 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until the server of this name accepts connections.</summary>
    /// <exception cref="ServerException">Another program, or another hub's server, has the port.</exception>
    public static async Task WaitAsync(string host, int port, string name, TimeProvider time, CancellationToken cancellation)
    {
        while (true)
        {
            var found = await GreetingAsync(host, port, cancellation);
            if (found == name)
            {
                return;
            }

            if (found is not null)
            {
                throw new ServerException($"Port {port} on {host} is taken by '{found}', which is not this hub's nats-server. End it, or give the hub another port.");
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    private static async Task<string?> GreetingAsync(string host, int port, CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, cancellation);
            return NameIn(await ReadLineAsync(client.GetStream(), cancellation));
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return null;
        }
    }

    private static async Task<string> ReadLineAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var buffer = new byte[LongestGreeting];
        var length = 0;
        while (length < buffer.Length && buffer.AsSpan(0, length).IndexOf((byte)'\n') < 0)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static string? NameIn(string greeting)
    {
        const string Prefix = "INFO ";
        if (!greeting.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return greeting.Length == 0 ? null : "a program that is no nats-server";
        }

        try
        {
            using var document = JsonDocument.Parse(greeting.AsMemory(Prefix.Length));
            return document.RootElement.TryGetProperty("server_name", out var name) ? name.GetString() : "a nats-server without a name";
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>The port of the embedded server: edges hold URLs with it, so it stays the same over restarts.</summary>
internal static class ServerPort
{
    public static int LoadOrChoose(ServerPaths paths, int wanted)
    {
        var port = wanted != 0 ? wanted : Load(paths) ?? Free();
        SecretFiles.Write(paths.Port, port.ToString(CultureInfo.InvariantCulture));
        return port;
    }

    private static int? Load(ServerPaths paths) =>
        File.Exists(paths.Port) && int.TryParse(File.ReadAllText(paths.Port), CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue ? port : null;

    private static int Free()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}

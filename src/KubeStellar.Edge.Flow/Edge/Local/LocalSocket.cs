using System.Net.Sockets;

namespace KubeStellar.Edge.Flow.Edge.Local;

/// <summary>Sockets of the daemon on its own machine, that only the daemon's user can open.</summary>
internal static class LocalSocket
{
    private const int Backlog = 8;

    /// <summary>Listens at a path. A file that is left from a killed daemon is replaced; that no second daemon lives is sure, because the state directory is locked.</summary>
    /// <exception cref="SocketException">It cannot be opened; or, of the file, <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</exception>
    internal static Socket Listen(string path)
    {
        File.Delete(path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            listener.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            listener.Listen(Backlog);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }
}

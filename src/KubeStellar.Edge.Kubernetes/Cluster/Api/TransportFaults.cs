using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>What connections throw when they break. A socket that is reset while it opens throws a bare <see cref="SocketException"/> through HttpClient.</summary>
internal static class TransportFaults
{
    internal static bool Is(Exception error) => error is HttpRequestException or IOException or SocketException or AuthenticationException or CryptographicException
        or UnauthorizedAccessException or InvalidOperationException or NotSupportedException;

    /// <summary>Whether one side did not trust the other.</summary>
    internal static bool IsTrust(Exception error)
    {
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException or CryptographicException)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The words of the innermost.</summary>
    internal static string Words(Exception error)
    {
        while (error.InnerException is { } inner)
        {
            error = inner;
        }

        return error.Message;
    }
}

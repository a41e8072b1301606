using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Link;

/// <summary>Tells a server that refuses this edge from one that cannot be reached.</summary>
internal static class LinkDenial
{
    public static bool Is(string error) =>
        !IsTimeout(error)
        && (error.Contains("authorization violation", StringComparison.OrdinalIgnoreCase) || error.Contains("authentication", StringComparison.OrdinalIgnoreCase));

    public static bool Is(Exception e)
    {
        var denied = false;
        for (Exception? at = e; at is not null; at = at.InnerException)
        {
            // A certificate that is refused here ("authentication failed") is no server that refuses this edge.
            if (IsTimeout(at.Message) || at is System.Security.Authentication.AuthenticationException)
            {
                return false;
            }

            denied |= at is NatsServerException { IsAuthError: true } || Is(at.Message);
        }

        return denied;
    }

    /// <summary>A client on a busy machine answered the server's challenge too late ("Authentication Timeout"; NATS.Net takes it for an error of rights): nobody refused anything.</summary>
    private static bool IsTimeout(string error) => error.Contains("authentication timeout", StringComparison.OrdinalIgnoreCase);
}

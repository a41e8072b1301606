using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Link;

/// <summary>Tells a server that refuses this edge from one that cannot be reached.</summary>
internal static class LinkDenial
{
    public static bool Is(string error) =>
        error.Contains("authorization violation", StringComparison.OrdinalIgnoreCase)
        || error.Contains("authentication", StringComparison.OrdinalIgnoreCase)
        || error.Contains("account authentication expired", StringComparison.OrdinalIgnoreCase);

    public static bool Is(Exception e)
    {
        for (Exception? at = e; at is not null; at = at.InnerException)
        {
            if (at is NatsServerException { IsAuthError: true } || Is(at.Message))
            {
                return true;
            }
        }

        return false;
    }
}

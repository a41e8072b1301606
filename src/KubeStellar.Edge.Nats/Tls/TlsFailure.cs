using System.Security.Authentication;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>Finds out whether a connection failed for TLS, and says it in a sentence.</summary>
internal static class TlsFailure
{
    /// <summary>Null when it failed for something else.</summary>
    /// <param name="error">What the client threw.</param>
    /// <param name="where">Where it wanted to connect.</param>
    public static string? Explain(Exception error, string where)
    {
        string? found = null;
        for (Exception? at = error; at is not null; at = at.InnerException)
        {
            found = at switch
            {
                TlsRefusedException refused => refused.Message,
                NatsException when Says(at, "does not support TLS") =>
                    $"The server at {where} speaks no TLS, and it is to be used here: it is not the hub, or the hub was started without --tls; write nats:// and no CA only where plain text is meant.",
                _ when Says(at, "alert certificate") || Says(at, "alert bad certificate") || Says(at, "alert unknown ca") || Says(at, "certificate required") =>
                    $"The server at {where} takes only clients that show a certificate of a CA that it knows: give one with --tls-client-cert FILE --tls-client-key FILE.",
                AuthenticationException => found ?? $"The TLS handshake with the server at {where} failed ({(at.InnerException ?? at).Message}): it may be no nats-server.",
                _ => found,
            };
        }

        return found;
    }

    private static bool Says(Exception error, string text) => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase);
}

using System.Security.Authentication;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>The server's certificate is not taken; the message says why, and what to do.</summary>
public sealed class TlsRefusedException(string message) : AuthenticationException(message);

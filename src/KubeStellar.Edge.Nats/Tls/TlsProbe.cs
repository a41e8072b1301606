using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>Asks a nats-server which certificate it shows: whether it has taken a new one only a handshake tells.</summary>
internal static class TlsProbe
{
    /// <summary>SHA-256 of the certificate.</summary>
    /// <exception cref="IOException">Nobody listens, or no TLS is spoken.</exception>
    public static async Task<string> ShownAsync(string host, int port, CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, cancellation);
            var stream = client.GetStream();

            // The greeting comes before the handshake, one line.
            var one = new byte[1];
            do
            {
                await stream.ReadExactlyAsync(one, cancellation);
            }
            while (one[0] != (byte)'\n');

            var shown = "";
            using var tls = new SslStream(stream, leaveInnerStreamOpen: false, (_, certificate, _, _) =>
            {
                // Nothing is said on this connection: it is looked at, and that is all.
                shown = certificate?.GetCertHashString(HashAlgorithmName.SHA256) ?? "";
                return shown.Length > 0;
            });
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, CertificateRevocationCheckMode = X509RevocationMode.NoCheck }, cancellation);
            return shown;
        }
        catch (Exception e) when (e is SocketException or AuthenticationException)
        {
            throw new IOException($"The nats-server at {host}:{port} shows no certificate: {e.Message}", e);
        }
    }
}

using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>What is wrong with a server's certificate, as one sentence for people that says what to do. Pure but for the chain that it is handed.</summary>
internal static class TlsVerdict
{
    /// <summary>Null when the certificate is taken.</summary>
    public static string? Explain(string host, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, TlsTrust trust, DateTimeOffset now)
    {
        if (certificate is null)
        {
            return $"The server at {host} showed no certificate, so it may be anybody: it is no nats-server with TLS.";
        }

        if (trust.Pinned.Count > 0)
        {
            return trust.Pinned.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256), StringComparer.Ordinal)
                ? null
                : $"The server at {host} has another certificate than this hub gave to its nats-server: something else listens on its port.";
        }

        return errors switch
        {
            SslPolicyErrors.None => null,
            _ when certificate.NotAfter < now =>
                $"The certificate of the server at {host} ended on {Day(certificate.NotAfter)}, and this machine's clock says {Day(now.UtcDateTime)}: renew it at the hub (one that the hub made renews itself while the hub runs), or set the clock.",
            _ when certificate.NotBefore > now =>
                $"The certificate of the server at {host} is good from {Day(certificate.NotBefore)} on, and this machine's clock says {Day(now.UtcDateTime)}: set the clock.",
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) => Chain(host, certificate, chain, trust),
            _ => $"The certificate of the server at {host} is for {string.Join(", ", CertificateText.NamesOf(certificate))}, and not for {host}: "
                + $"start the hub with --advertise tls://{host}:PORT, give it a certificate with that name, or connect by a name that is in it.",
        };
    }

    private static string Chain(string host, X509Certificate2 certificate, X509Chain? chain, TlsTrust trust)
    {
        var status = chain?.ChainStatus ?? [];
        var why = status.Any(s => s.Status is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain)
            ? $"was signed by '{certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true)}', which {(trust.CaPem is null ? "this machine does not trust" : "is none of the CAs that are pinned here")}"
            : $"cannot be trusted ({string.Join(", ", status.Select(s => s.Status).Distinct())})";
        return $"The certificate of the server at {host} {why}: it is not the hub, or the hub has another CA than it had. "
            + "An edge gets the hub's CA with a new token (--rejoin --join TOKEN), the command line by --ca FILE or \"ca\" in its context.";
    }

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}

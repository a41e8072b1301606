using System.Security.Cryptography.X509Certificates;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>When a certificate that the hub made is to be replaced. Pure.</summary>
internal static class RenewalRule
{
    /// <summary>At two thirds of its life: what goes wrong then has a month to be put right.</summary>
    public static bool IsDue(X509Certificate2 certificate, DateTimeOffset now)
    {
        DateTimeOffset from = certificate.NotBefore, to = certificate.NotAfter;
        return now >= from + ((to - from) * 2 / 3);
    }

    /// <summary>Whether this CA signed it: each has a name of its own.</summary>
    public static bool IsOf(X509Certificate2 certificate, X509Certificate2 issuer) => certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData);

    /// <summary>Why a server's certificate is to be replaced; null when it stays.</summary>
    public static string? Why(X509Certificate2 certificate, ServerNames names, X509Certificate2 issuer, DateTimeOffset now)
    {
        if (IsDue(certificate, now))
        {
            return "two thirds of its time are over";
        }

        if (!IsOf(certificate, issuer))
        {
            return "the CA is another";
        }

        // A name too many is of no harm now, but it may be somebody else's tomorrow.
        return CertificateText.NamesOf(certificate).Order(StringComparer.Ordinal).SequenceEqual(names.All.Order(StringComparer.Ordinal)) ? null : "the names are others";
    }
}

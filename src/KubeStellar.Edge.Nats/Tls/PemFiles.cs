using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>Reads certificates and keys that people put somewhere; each error names the option and the file.</summary>
public static class PemFiles
{
    /// <summary>Certificates only, in one form.</summary>
    /// <exception cref="IdentityException">The file cannot be read, or holds none.</exception>
    public static string Certificates(string option, string file)
    {
        try
        {
            return CertificateText.Normal(Text(option, file));
        }
        catch (CryptographicException e)
        {
            throw new IdentityException($"{option} {file}: {e.Message}", e);
        }
    }

    /// <summary>A certificate with its chain, and its key: one PEM text, the key first.</summary>
    /// <param name="options">The two options, for what is said.</param>
    /// <param name="certificateFile">Certificate and chain.</param>
    /// <param name="keyFile">Key.</param>
    /// <exception cref="IdentityException">A file cannot be read, others may read the key, or the two do not belong together.</exception>
    public static string Pair((string Certificate, string Key) options, string certificateFile, string keyFile)
    {
        var certificates = Certificates(options.Certificate, certificateFile);
        RefuseOthers(options.Key, keyFile);
        var key = Text(options.Key, keyFile);
        try
        {
            using var pair = X509Certificate2.CreateFromPem(certificates, key);
            return KeyOf(pair) + "\n" + certificates;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new IdentityException(
                key.Contains("ENCRYPTED", StringComparison.Ordinal)
                    ? $"{options.Key} {keyFile}: the key is encrypted, and nobody is there to type its password. Give it without one, mode 0600."
                    : $"{options.Key} {keyFile}: it is not the key of the first certificate in {certificateFile}. Give both of one pair.",
                e);
        }
    }

    private static string KeyOf(X509Certificate2 pair)
    {
        using AsymmetricAlgorithm? key = (AsymmetricAlgorithm?)pair.GetECDsaPrivateKey() ?? pair.GetRSAPrivateKey();
        return key?.ExportPkcs8PrivateKeyPem() ?? throw new CryptographicException("it is neither an ECDSA nor an RSA key.");
    }

    private static void RefuseOthers(string option, string file)
    {
        if (File.Exists(file) && (File.GetUnixFileMode(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
        {
            throw new IdentityException($"{option} {file}: everybody on this machine can read or replace the key, so it is not used. Run 'chmod 600 {file}'.");
        }
    }

    private static string Text(string option, string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IdentityException($"{option} {file}: {e.Message}", e);
        }
    }
}

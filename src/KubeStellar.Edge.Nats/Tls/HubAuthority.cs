using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>
/// The CA of a hub that makes its own certificates. A new one is introduced beside the one before it: clients are told of both, and the server sends the new
/// one as signed by the old one too, so that a device that was away for a year follows.
/// </summary>
internal sealed class HubAuthority : IDisposable
{
    private readonly AuthorityFile _file;
    private readonly X509Certificate2 _root;

    private HubAuthority(AuthorityFile file)
    {
        _file = file;
        _root = X509Certificate2.CreateFromPem(file.Certificate, file.Key);
    }

    /// <summary>With its key.</summary>
    public X509Certificate2 Root => _root;

    /// <summary>Certificates of all CAs that are trusted, the present one first.</summary>
    public IReadOnlyList<string> All => [_file.Certificate, .. _file.Former];

    /// <summary>PEM of what clients are to trust.</summary>
    public string Bundle => string.Join('\n', [_file.Certificate, .. _file.Former]) + "\n";

    /// <summary>PEM of what a server sends after its own certificate; empty before there was a second CA.</summary>
    public string Chain => string.Concat(_file.Cross.Select(pem => pem + "\n"));

    /// <summary>Loads the CA of a folder, or makes it; makes another when that is asked for, or the one that is there has passed two thirds of its life.</summary>
    /// <exception cref="IdentityException">The file is damaged, or others have rights on it.</exception>
    public static HubAuthority Open(string folder, DateTimeOffset now, bool renew = false)
    {
        var path = Path.Combine(folder, "authority.json");
        var file = File.Exists(path) ? Read(path) : null;
        if (file is null)
        {
            using var first = CertificateForge.Root(now);
            return Keep(path, new AuthorityFile { Key = KeyOf(first), Certificate = first.ExportCertificatePem() });
        }

        var known = Parse(path, file);
        if (!renew && !RenewalRule.IsDue(known.Root, now))
        {
            return known;
        }

        using (known)
        using (var next = CertificateForge.Root(now))
        using (var cross = CertificateForge.Cross(next, known.Root))
        {
            return Keep(path, new AuthorityFile
            {
                Key = KeyOf(next),
                Certificate = next.ExportCertificatePem(),
                Former = [.. new[] { file.Certificate }.Concat(file.Former).Where(pem => IsGood(pem, now))],
                Cross = [.. new[] { cross.ExportCertificatePem() }.Concat(file.Cross).Where(pem => IsGood(pem, now))],
            });
        }
    }

    /// <summary>
    /// From now on nobody is told to trust the CAs before the present one. The present one as signed by them stays in what the server sends: who knows only an old one gets in by it
    /// once more, and is told.
    /// </summary>
    /// <exception cref="IdentityException">The file is damaged, or others have rights on it.</exception>
    public static void DropFormer(string folder)
    {
        var path = Path.Combine(folder, "authority.json");
        Keep(path, Read(path) with { Former = [] }).Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    internal static string KeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static bool IsGood(string pem, DateTimeOffset now)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return certificate.NotAfter > now;
    }

    private static HubAuthority Keep(string path, AuthorityFile file)
    {
        PrivateFile.Write(path, JsonSerializer.Serialize(file, IdentityJson.Default.AuthorityFile));
        return new HubAuthority(file);
    }

    private static AuthorityFile Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(PrivateFile.Read(path), IdentityJson.Default.AuthorityFile) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw Damaged(path, e);
        }
    }

    private static HubAuthority Parse(string path, AuthorityFile file)
    {
        try
        {
            return new HubAuthority(file);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Damaged(path, e);
        }
    }

    private static IdentityException Damaged(string path, Exception inner) => new(
        $"The file {path}, this hub's certificate authority, is damaged. Restore it from a backup; with a new one (remove the file) every edge has to join again.", inner);
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>
/// The certificates of a hub's own nats-server, in <c>&lt;state&gt;/tls</c> (folder 0700, files 0600): made here under a CA of its own, or copied from files that
/// somebody else renews, so that the server always finds a key and a certificate that belong together. What cannot be used fails the first load; later the last
/// good stays.
/// </summary>
public sealed class HubTls
{
    private readonly HubTlsOptions _options;
    private readonly TimeProvider _time;
    private readonly string _folder;
    private readonly Lock _gate = new();
    private volatile Loaded _now;

    private HubTls(HubTlsOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _folder = Path.Combine(Path.GetFullPath(options.StateDirectory), "tls");
        SecretFiles.EnsureDirectory(_folder);
        _now = Load(options.NewAuthority);
    }

    /// <summary>What nats-server reads.</summary>
    public ServerTlsFiles Files => new(InFolder("server.pem"), _options.ClientCaFile is null && !_options.VerifyOwn ? null : InFolder("clients.pem"));

    /// <summary>Certificates that clients check the server against; null for those of their system.</summary>
    public string? CaPem => _now.Ca;

    /// <summary>File with <see cref="CaPem"/>, for tools; null when there is none.</summary>
    public string? CaFile => _now.Ca is null ? null : InFolder("ca.pem");

    /// <summary>File with a certificate and a key for clients of this machine; null when clients need none.</summary>
    public string? ClientFile => _now.Client is null ? null : InFolder("client.pem");

    /// <summary>How often to call <see cref="Refresh"/>.</summary>
    public TimeSpan CheckInterval => _options.CheckInterval;

    /// <summary>When the server's certificate ends.</summary>
    public DateTimeOffset Ends => _now.Ends;

    /// <summary>SHA-256 of the server's certificate.</summary>
    public string Leaf => _now.Leaf;

    /// <summary>Loads or makes what is missing or due.</summary>
    /// <exception cref="IdentityException">A file cannot be used; the message says which and what to do.</exception>
    public static HubTls Open(HubTlsOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new HubTls(options, time);
    }

    /// <summary>The hub's own trust in its server: this certificate, or the one that it replaced a moment ago.</summary>
    public TlsTrust Own()
    {
        var now = _now;
        return new TlsTrust { Pinned = now.Before is null ? [now.Leaf] : [now.Leaf, now.Before], ClientPem = now.Client };
    }

    /// <summary>Whether a server certificate is for this host: where a person's tools should connect.</summary>
    public bool IsFor(string host)
    {
        using var leaf = X509Certificate2.CreateFromPem(_now.Server);
        return leaf.MatchesHostname(host);
    }

    /// <summary>Looks at files and times again; true when the server has to read its files again.</summary>
    /// <exception cref="IdentityException">A file cannot be used; everything stays as it was.</exception>
    public bool Refresh() => Reload(newAuthority: false);

    /// <summary>Makes another CA beside the one that is there, and certificates under it; true when the server has to read its files again.</summary>
    /// <exception cref="IdentityException">A file cannot be used; everything stays as it was.</exception>
    internal bool Renew() => Reload(newAuthority: true);

    /// <summary>Forgets the CAs before the present one; true when the server has to read its files again.</summary>
    /// <exception cref="IdentityException">A file cannot be used; everything stays as it was.</exception>
    internal bool DropFormer()
    {
        lock (_gate)
        {
            HubAuthority.DropFormer(_folder);
            return Refresh();
        }
    }

    /// <summary>Certificates (PEM) of the hub's own CAs that are trusted, the present one first; none when it has no CA.</summary>
    internal IReadOnlyList<string> Authorities()
    {
        if (!HasAuthority)
        {
            return [];
        }

        using var authority = HubAuthority.Open(_folder, _time.GetUtcNow());
        return authority.All;
    }

    /// <summary>Whether clients need a certificate of the hub's own CA, and get one from the hub.</summary>
    internal bool VerifiesOwn => _options.VerifyOwn;

    /// <summary>A certificate for a client's key, with what leads from it to CAs that are trusted; null where the hub issues none: it has no CA, or somebody else issues them.</summary>
    /// <param name="key">The client's public key.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="until">When it ends at the latest; null for as long as edges' certificates last.</param>
    internal string? Issue(PublicKey key, string name, DateTimeOffset? until = null)
    {
        if (!HasAuthority || _options.ClientCaFile is not null)
        {
            return null;
        }

        lock (_gate)
        {
            using var authority = HubAuthority.Open(_folder, _time.GetUtcNow());
            using var certificate = CertificateForge.Client(name, key, authority.Root, _time.GetUtcNow(), until);
            return certificate.ExportCertificatePem() + "\n";
        }
    }

    private bool HasAuthority => _options.CertificateFile is null || _options.ClientCaFile is not null || _options.VerifyOwn;

    private bool Reload(bool newAuthority)
    {
        lock (_gate)
        {
            var before = _now;
            var next = Load(newAuthority);
            _now = next.Leaf == before.Leaf ? next with { Before = before.Before } : next with { Before = before.Leaf };
            return next.Server != before.Server || next.Clients != before.Clients;
        }
    }

    private Loaded Load(bool newAuthority)
    {
        var now = _time.GetUtcNow();
        var given = _options.CertificateFile is { } certificate ? PemFiles.Pair(("--tls-cert", "--tls-key"), certificate, _options.KeyFile!) : null;
        var extra = _options.CaFile is { } ca ? PemFiles.Certificates("--tls-ca", ca) : null;
        var clientCa = _options.ClientCaFile is { } clients ? PemFiles.Certificates("--tls-verify", clients) : _options.VerifyOwn ? "" : null;
        using var authority = HasAuthority ? HubAuthority.Open(_folder, now, newAuthority) : null;
        var server = given ?? Made("server.pem", known => RenewalRule.Why(known, _options.Names, authority!.Root, now) is null, () => CertificateForge.Server(_options.Names, authority!.Root, now), authority!);
        using var leaf = X509Certificate2.CreateFromPem(server);
        if (given is not null && leaf.NotAfter < now)
        {
            throw new IdentityException($"--tls-cert {_options.CertificateFile}: the certificate ended on {leaf.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm}Z, so no edge would take it. Renew it.");
        }

        var loaded = new Loaded(
            server,
            leaf.GetCertHashString(HashAlgorithmName.SHA256),
            leaf.NotAfter,
            given is null ? authority!.Bundle + extra : extra,
            clientCa is null ? null : clientCa + authority!.Bundle,
            clientCa is null ? null : Made("client.pem", known => RenewalRule.IsOf(known, authority!.Root) && !RenewalRule.IsDue(known, now), () => CertificateForge.Client("kse-hub", authority!.Root, now), authority!));
        Keep("server.pem", loaded.Server);
        Keep("ca.pem", loaded.Ca);
        Keep("clients.pem", loaded.Clients);
        Keep("client.pem", loaded.Client);
        return loaded;
    }

    /// <summary>What is in a file while it is good, else what is made anew.</summary>
    private string Made(string name, Func<X509Certificate2, bool> good, Func<X509Certificate2> make, HubAuthority authority)
    {
        if (File.Exists(InFolder(name)))
        {
            var text = SecretFiles.Read(InFolder(name));
            try
            {
                using var known = X509Certificate2.CreateFromPem(text, text);
                if (good(known))
                {
                    return text;
                }
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                // Damaged: another is as good.
            }
        }

        using var made = make();
        return HubAuthority.KeyOf(made) + "\n" + made.ExportCertificatePem() + "\n" + authority.Chain;
    }

    private void Keep(string name, string? text)
    {
        var path = InFolder(name);
        if (text is null)
        {
            File.Delete(path);
        }
        else if (!File.Exists(path) || SecretFiles.Read(path) != text)
        {
            SecretFiles.Write(path, text);
        }
    }

    private string InFolder(string name) => Path.Combine(_folder, name);

    private sealed record Loaded(string Server, string Leaf, DateTimeOffset Ends, string? Ca, string? Clients, string? Client)
    {
        public string? Before { get; init; }
    }
}

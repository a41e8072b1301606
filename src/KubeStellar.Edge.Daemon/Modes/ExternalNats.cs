using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tls;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>A server or cluster that is not the hub's own: everything given is tried before anything is written.</summary>
internal static class ExternalNats
{
    /// <exception cref="DaemonFailure">An option is missing or does not go with the others.</exception>
    /// <exception cref="IdentityException">The server refuses the user, or users issued with the account key.</exception>
    internal static async Task<HubAccess> AccessAsync(HubSettings settings, string urls, CancellationToken token)
    {
        if (settings.Creds is null || settings.AccountKey is null)
            throw new DaemonFailure("--nats needs --creds FILE (a user of the hub's account) and --account-key FILE (the seed of the account or of its signing key, to admit edges).");
        if (settings.Replicas is not (1 or 3 or 5))
            throw new DaemonFailure($"--replicas {settings.Replicas}: a bucket has 1, 3 or 5 replicas.");
        var all = urls.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var url in all)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("nats" or "tls" or "ws" or "wss"))
                throw new DaemonFailure($"--nats {url}: write it as nats://HOST:PORT or tls://HOST:PORT.");
        }

        var user = UserCredentials.Load(settings.Creds);
        var account = AccountSigner.External(user, settings.AccountKey);
        if (settings.Tls.On is not null || settings.Tls.Any || settings.AllowPlaintext)
            throw new DaemonFailure("--tls, --tls-..., and --allow-plaintext are of the hub's own nats-server; with --nats, the server's TLS is its own, the URL says tls://, and --ca is what it is checked against.");
        var ca = Certificates(settings.Ca);
        var client = settings.Client?.Pem;
        var endpoint = new NatsEndpoint { Urls = () => all, User = () => user, Tls = () => new TlsTrust { CaPem = ca(), ClientPem = client?.Invoke() }, Name = "kse-hub" };
        await AccountCheck.RunAsync(endpoint, account, TimeProvider.System, token);
        return new HubAccess(account, endpoint)
        {
            Advertised = () => settings.Advertise.Count > 0 ? settings.Advertise : all,
            Ca = ca,
            ToolUrl = () => all[0],
            CaFile = settings.Ca is { } file ? Path.GetFullPath(file) : null,
            ClientFile = settings.Client?.Certificate,
            ClientKeyFile = settings.Client?.Key,
        };
    }

    /// <exception cref="DaemonFailure">An option speaks of an existing server, and none is named: the embedded one would be used in silence.</exception>
    internal static void RefuseOptionsWithout(HubSettings settings)
    {
        if (settings.Creds is not null || settings.AccountKey is not null || settings.Ca is not null || settings.Replicas != 1 || settings.Standby)
            throw new DaemonFailure("--creds, --account-key, --ca, --replicas and --standby go with --nats URL, which is missing; without it the hub starts a nats-server of its own.");
    }

    // Read again whenever it is asked for: whoever runs the server puts a new CA beside the old one there.
    private static Func<string?> Certificates(string? file)
    {
        if (file is null)
            return () => null;
        var last = PemFiles.Certificates("--ca", file);
        return () =>
        {
            try
            {
                return last = PemFiles.Certificates("--ca", file);
            }
            catch (IdentityException)
            {
                return last;
            }
        };
    }
}

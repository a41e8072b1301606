using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;

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
        IReadOnlyList<string> all = urls.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var url in all)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("nats" or "tls" or "ws" or "wss"))
                throw new DaemonFailure($"--nats {url}: write it as nats://HOST:PORT or tls://HOST:PORT.");
        }

        var user = UserCredentials.Load(settings.Creds);
        var account = AccountSigner.External(user, settings.AccountKey);
        var endpoint = new NatsEndpoint { Urls = () => all, User = () => user, CaPem = Certificates(settings.Ca), Name = "kse-hub" };
        await AccountCheck.RunAsync(endpoint, account, TimeProvider.System, token);
        return new HubAccess(account, endpoint);
    }

    /// <exception cref="DaemonFailure">An option speaks of an existing server, and none is named: the embedded one would be used in silence.</exception>
    internal static void RefuseOptionsWithout(HubSettings settings)
    {
        if (settings.Creds is not null || settings.AccountKey is not null || settings.Ca is not null || settings.Replicas != 1)
            throw new DaemonFailure("--creds, --account-key, --ca and --replicas go with --nats URL, which is missing; without it the hub starts a nats-server of its own.");
    }

    private static string? Certificates(string? file)
    {
        try
        {
            return file is null ? null : File.ReadAllText(file);
        }
        catch (IOException e)
        {
            throw new DaemonFailure($"--ca {file}: {e.Message}", e);
        }
    }
}

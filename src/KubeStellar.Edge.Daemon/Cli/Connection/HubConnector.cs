using KubeStellar.Edge.Nats.Api;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tls;

namespace KubeStellar.Edge.Daemon.Cli.Connection;

/// <summary>Makes the client of a hub; only here does a verb load the NATS client. It connects at its first call.</summary>
internal static class HubConnector
{
    internal static Task<IHubApi> ConnectAsync(HubAddress address, TextWriter error, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var (endpoint, user) = Reach(address);
        if (user?.Person is null)
        {
            return Task.FromResult<IHubApi>(new NatsHubApi(new ApiClient(endpoint, TimeProvider.System) { Actor = Actor(user) }, address, null));
        }

        var kept = new KeptCredentials(address.CredentialsFile!, user, endpoint, error);
        return Task.FromResult<IHubApi>(new NatsHubApi(new ApiClient(endpoint with { User = () => kept.Now }, TimeProvider.System) { Actor = Actor(user) }, address, kept));
    }

    /// <summary>How to connect to a hub's server.</summary>
    internal static NatsEndpoint Endpoint(HubAddress address) => Reach(address).Endpoint;

    private static (NatsEndpoint Endpoint, UserCredentials? User) Reach(HubAddress address)
    {
        var user = address.CredentialsFile is { } file ? Credentials(file) : null;
        var urls = address.Server.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (urls.FirstOrDefault(url => !Uri.TryCreate(url, UriKind.Absolute, out _)) is { } wrong || (wrong = urls.Length == 0 ? address.Server : null) is not null)
        {
            throw new CliException($"'{wrong}' is no URL of a NATS server", [$"it comes from {address.Origin}; write it as nats://host:4222"]);
        }

        return (new NatsEndpoint { Urls = () => urls, User = user is null ? null : () => user, Tls = Trust(address) }, user);
    }

    /// <summary>The one workspace in which the credentials have roles; null when there are several or all, or none are known.</summary>
    internal static string? OnlyWorkspace(HubAddress address)
    {
        try
        {
            return address.CredentialsFile is { } file && File.Exists(file) && UserCredentials.Load(file).Workspaces is [var one] ? one : null;
        }
        catch (Exception error) when (error is IdentityException or IOException or UnauthorizedAccessException or FormatException)
        {
            // Told when they are used.
            return null;
        }
    }

    /// <summary>Who asks, for the audit: who is logged in here, and the name in the credentials where they have one.</summary>
    private static string Actor(UserCredentials? user)
    {
        var login = $"{Environment.GetEnvironmentVariable("USER") ?? Environment.GetEnvironmentVariable("LOGNAME") ?? "somebody"}@{Environment.MachineName}";
        return user?.Person is null && user?.Name is { Length: > 0 } name ? $"{login} as {name}" : login;
    }

    private static Func<TlsTrust>? Trust(HubAddress address)
    {
        try
        {
            var ca = address.CaFile is { } file ? PemFiles.Certificates("ca", file) : null;
            var client = (address.CertificateFile, address.KeyFile) switch
            {
                (null, null) => null,
                ({ } certificate, { } key) => PemFiles.Pair(("cert", "key"), certificate, key),
                _ => throw new CliException("a client certificate needs both \"cert\" and \"key\"", [$"the address comes from {address.Origin}"]),
            };
            var trust = new TlsTrust { CaPem = ca, ClientPem = client };
            return () => trust;
        }
        catch (IdentityException error)
        {
            throw new CliException(error.Message, [$"named by {address.Origin}"], inner: error);
        }
    }

    private static UserCredentials Credentials(string file)
    {
        try
        {
            return UserCredentials.Load(file);
        }
        catch (Exception error) when (error is IdentityException or IOException or UnauthorizedAccessException or FormatException)
        {
            throw new CliException($"the credentials in {file} cannot be used", [error.Message], inner: error);
        }
    }
}

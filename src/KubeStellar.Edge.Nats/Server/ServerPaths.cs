namespace KubeStellar.Edge.Nats.Server;

/// <summary>Where the embedded server's files are.</summary>
internal sealed record ServerPaths(string Folder)
{
    public string Configuration => Path.Combine(Folder, "nats-server.conf");

    public string Port => Path.Combine(Folder, "port");

    public string Log => Path.Combine(Folder, "nats-server.log");

    public string JetStream => Path.Combine(Folder, "jetstream");

    /// <summary>The resolver's directory: the accounts as the server last heard of them, revocations included.</summary>
    public string Accounts => Path.Combine(Folder, "accounts");

    public string OperatorJwt => Path.Combine(Folder, "operator.jwt");

    public string SystemJwt => Path.Combine(Folder, "system.jwt");

    public string AccountJwt => Path.Combine(Folder, "account.jwt");

    public static ServerPaths In(string stateDirectory) => new(Path.Combine(Path.GetFullPath(stateDirectory), "nats"));
}

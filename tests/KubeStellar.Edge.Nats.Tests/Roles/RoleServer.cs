using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tests.Server;

namespace KubeStellar.Edge.Nats.Tests.Roles;

/// <summary>A hub's server, and users of it.</summary>
public sealed class RoleServer : IAsyncLifetime
{
    private RunningServer? _running;

    internal RunningServer Running => _running!;

    public async ValueTask InitializeAsync() => _running = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => Running.DisposeAsync();

    /// <summary>Credentials of a user, as <c>kse user create</c> makes them.</summary>
    internal UserCredentials User(string name, string role, params string[] workspaces)
    {
        var (key, seed) = UserCredentials.NewKey();
        var record = new UserRecord { Name = name, PublicKey = key, Roles = [role], Workspaces = workspaces, CreatedAt = DateTimeOffset.UnixEpoch };
        return new UserCredentials(Running.Mint.Person(record), seed);
    }
}

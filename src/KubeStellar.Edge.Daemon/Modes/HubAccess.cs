using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>The hub's account, and how the hub itself gets in.</summary>
/// <param name="Account">Issues users of the account.</param>
/// <param name="Endpoint">Where the server is, and the hub's own user.</param>
internal sealed record HubAccess(AccountSigner Account, NatsEndpoint Endpoint);

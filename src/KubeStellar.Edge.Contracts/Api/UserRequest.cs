using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>A user to make, to issue anew, or to revoke. Who asks must be an admin wherever the user has roles.</summary>
public sealed record UserRequest : WireRecord
{
    /// <summary>A DNS label.</summary>
    public required string Name { get; init; }

    /// <summary>Public half of the NKey that the asker made; the hub never sees the other. Empty to revoke, and to issue anew for the key that it has.</summary>
    public string PublicKey { get; set; } = "";

    /// <summary>Where it gets its roles; empty: in all workspaces, and for the fleet.</summary>
    public IReadOnlyList<string> Workspaces { get; set; } = [];

    /// <summary>Some of <see cref="Keys.Roles"/>.</summary>
    public IReadOnlyList<string> Roles { get; set; } = [];

    /// <summary>For how many seconds its credentials are good; 0 is for ever.</summary>
    public long ExpiresInSeconds { get; init; }

    /// <summary>True: another JWT with the same rights, by the key that issues users now; with another public key the former one is void from now on. Null: not asked for.</summary>
    public bool? Renew { get; init; }

    /// <summary>Given: the user is void from now on and its connections are closed; the text says why, and may be empty.</summary>
    public string? Revoke { get; init; }
}

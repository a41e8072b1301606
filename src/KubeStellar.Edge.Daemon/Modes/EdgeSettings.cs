using System.Text.Json;
using KubeStellar.Edge.Scripting;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>What <c>kse edge</c> was told.</summary>
internal sealed record EdgeSettings
{
    /// <summary>State directory.</summary>
    public required string State { get; init; }

    /// <summary>Edge id; needed to join.</summary>
    public string? Id { get; init; }

    /// <summary>Join token; needed once.</summary>
    public string? Join { get; init; }

    /// <summary>Use the token although this device has joined before.</summary>
    public bool Rejoin { get; init; }

    /// <summary>Join as the successor of the device that holds the id.</summary>
    public bool Replace { get; init; }

    /// <summary>Facts that the device reports of itself.</summary>
    public required SortedDictionary<string, JsonElement> Properties { get; init; }

    /// <summary><c>manifests:DIR</c> or another <see cref="TargetForm"/>.</summary>
    public required string Target { get; init; }

    /// <summary>Context of the kubeconfig; null for the current one.</summary>
    public string? Context { get; init; }

    /// <summary>Users to write as in a cluster: <c>WORKSPACE=USER</c>.</summary>
    public IReadOnlyList<string> Impersonate { get; init; } = [];

    /// <summary>What to show to a server that asks for a certificate; null for none.</summary>
    public ClientFiles? Client { get; init; }

    /// <summary>How old this device's keys may become before it makes others; null for as old as the hub lets them.</summary>
    public TimeSpan? KeysMaxAge { get; init; }

    /// <summary>Where the owner of the device says what may be applied here; null for everything.</summary>
    public string? AllowFile { get; init; }

    /// <summary>Interval of heartbeats.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Limits of the process that runs policies.</summary>
    public Action<PolicyRuntimeOptions> Policies { get; init; } = _ => { };
}

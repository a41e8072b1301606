using System.Text.Json;

namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>Something that the hub fetches for a gate, before it is asked.</summary>
public sealed record InputRule
{
    /// <summary>Its name in the gate's <c>inputs</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where it comes from.</summary>
    public required InputKind Kind { get; init; }

    /// <summary>Subject of a request, bucket, URL, or name of a policy.</summary>
    public required string Source { get; init; }

    /// <summary>Key in a bucket, or Prometheus query; empty for the others.</summary>
    public string Key { get; init; } = "";

    /// <summary>Plain data that is sent along with a request; null for none.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>How long it may take. Default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);
}

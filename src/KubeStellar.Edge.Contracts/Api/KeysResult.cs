using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>A hub's keys, after what was asked for was done.</summary>
public sealed record KeysResult : WireRecord
{
    /// <summary>What was done, a sentence; empty when nothing was asked for.</summary>
    public string Done { get; set; } = "";

    /// <summary>All keys of the hub.</summary>
    public IReadOnlyList<KeyState> Keys { get; set; } = [];
}

using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>An edit of one edge.</summary>
public sealed record EdgeEditRequest : WireRecord
{
    /// <summary>Edge id.</summary>
    public required string Edge { get; init; }

    /// <summary>Labels to set.</summary>
    public SortedDictionary<string, string> SetLabels { get; set; } = [];

    /// <summary>Labels to take away.</summary>
    public IReadOnlyList<string> RemoveLabels { get; set; } = [];

    /// <summary>Taints to set (by key and effect).</summary>
    public IReadOnlyList<Taint> SetTaints { get; set; } = [];

    /// <summary>Taints to take away: <c>key</c> or <c>key:effect</c>.</summary>
    public IReadOnlyList<string> RemoveTaints { get; set; } = [];

    /// <summary>Change a label that has another value already.</summary>
    public bool Overwrite { get; init; }

    /// <summary>What the people of a region may do from now on, in place of what they might; null leaves it.</summary>
    public RegionRights? Rights { get; init; }

    /// <summary>Ask the device for other keys; the old ones are void when it got in with the new ones.</summary>
    public bool? Rekey { get; init; }

    /// <summary>Remove the edge from the inventory.</summary>
    public bool Remove { get; init; }

    /// <summary>Remove the edge, and void the key of the device that holds its id: it is cut off, and never admitted again. The text says why; null does not.</summary>
    public string? Revoke { get; init; }

    /// <summary>With <see cref="Revoke"/>: the key to void, of a device that is no edge any more; <see cref="Edge"/> may be empty then.</summary>
    public string? Key { get; init; }

    /// <summary>True: admit the device that waits for this id, with <see cref="SetLabels"/> besides its token's.</summary>
    public bool? Approve { get; init; }

    /// <summary>Refuse the device that waits for this id; the text says why.</summary>
    public string? Deny { get; init; }

    /// <summary>With <see cref="Approve"/> and <see cref="Deny"/>: fingerprint of the device that is meant (<see cref="Keys.DeviceFingerprint"/>); null when there is only one.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Hold the edge no longer; the text says why.</summary>
    public string? Release { get; init; }
}

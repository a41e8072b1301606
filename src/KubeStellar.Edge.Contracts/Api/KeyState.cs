namespace KubeStellar.Edge.Contracts.Api;

/// <summary>One key of a hub, never its secret half.</summary>
public sealed record KeyState
{
    /// <summary><see cref="KeyKinds"/>, or another name for one that is not rotated.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is for, some words.</summary>
    public required string Purpose { get; init; }

    /// <summary><c>InUse</c>, <c>Former</c> (still believed) or <c>Past</c> (nothing is believed of it any more).</summary>
    public required string State { get; init; }

    /// <summary>Fingerprint of its public half: <c>SHA256:...</c>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Public half in NKey text form; null of a certificate.</summary>
    public string? PublicKey { get; init; }

    /// <summary>Since when it is there.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? Ends { get; init; }

    /// <summary>Number of the rotation that brought it; null where they are not counted.</summary>
    public long? Serial { get; init; }

    /// <summary>How many edges have it; null where that means nothing.</summary>
    public int? Edges { get; init; }

    /// <summary>How many edges do not have it yet, or were not heard of since the hub started; null where that means nothing.</summary>
    public int? Lacking { get; init; }

    /// <summary>How many people's and robots' users stand on it; null where that means nothing.</summary>
    public int? Users { get; init; }
}

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A device's key that is void: bucket <c>kse-hub</c>, key <c>revoked.&lt;public key&gt;</c>. It stays for ever, because the user JWT that the device has does.</summary>
public sealed record RevocationRecord : WireRecord
{
    /// <summary>Public half of the device's NKey.</summary>
    public required string PublicKey { get; init; }

    /// <summary>The id that the device had.</summary>
    public required string Edge { get; init; }

    /// <summary>When, by the hub's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why.</summary>
    public string Reason { get; set; } = "";
}

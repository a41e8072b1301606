using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>The hub that a device pinned, and how it follows when that hub hands its key over: step by step, and never back.</summary>
public sealed class PinnedHub(DeviceIdentity identity, IRootVerifier verifier) : IPinnedHub
{
    /// <inheritdoc/>
    public string Key => Pin.HubKey;

    /// <inheritdoc/>
    public string Origin => Pin.Origin;

    /// <summary>Serial of the hand-over that was followed last; 0 for none.</summary>
    public long Serial => Pin.HandOvers?.Count ?? 0;

    private HubPin Pin => identity.Pin ?? throw new IdentityException("This device has not joined a hub.");

    /// <inheritdoc/>
    public bool Was(string key) => Pin.HandOvers?.Any(one => one.From == key) == true;

    /// <summary>Follows what the hub tells. Null when it did, or had nothing to follow; else why not, as a sentence without its end.</summary>
    /// <exception cref="IOException">It could not be kept, and nothing changed.</exception>
    public string? Follow(IReadOnlyList<KeyHandOver> told)
    {
        ArgumentNullException.ThrowIfNull(told);
        var pin = Pin;
        var known = pin.HandOvers ?? [];
        if (HandOverRule.Refuse(pin.HubKey, known, told, verifier) is { } why)
        {
            return why;
        }

        if (told.Count > known.Count)
        {
            identity.Pinned(pin with { HubKey = HandOverRule.EndOf(told, pin.HubKey), HandOvers = told });
        }

        return null;
    }

    /// <summary>Whether the hub signed a message with its present key.</summary>
    public bool Signed(ReadOnlySpan<byte> message, string? signature) => verifier.IsBy(Key, message, signature);
}

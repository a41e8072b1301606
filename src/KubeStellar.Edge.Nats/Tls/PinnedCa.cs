using System.Security.Cryptography;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>What a device has pinned of its hub's TLS, and how it learns of another CA: only signed by the hub's key, and only ahead.</summary>
public sealed class PinnedCa(DeviceIdentity identity, IRootVerifier verifier)
{
    /// <summary>Serial of what is pinned; 0 when it came with the token.</summary>
    public long Serial => identity.Pin?.CaSerial ?? 0;

    /// <summary>Takes a bundle; connections from now on are checked against it. Null when it did (or has it), else why not.</summary>
    /// <exception cref="IOException">It could not be kept, and nothing changed.</exception>
    public string? Learn(CaBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        if (identity.Pin is not { } pin || bundle.Serial == pin.CaSerial)
        {
            return null;
        }

        if (bundle.Serial < pin.CaSerial)
        {
            return $"it is older (serial {bundle.Serial}) than what is pinned ({pin.CaSerial})";
        }

        if (bundle.Pem is null || !verifier.IsBy(pin.HubKey, CaBundle.Signed(bundle.Serial, bundle.Pem), bundle.Signature))
        {
            return "it is not signed by this edge's hub";
        }

        try
        {
            identity.Pinned(pin with { CaPem = bundle.Pem.Length == 0 ? null : CertificateText.Normal(bundle.Pem), CaSerial = bundle.Serial });
            return null;
        }
        catch (CryptographicException e)
        {
            return e.Message;
        }
    }
}

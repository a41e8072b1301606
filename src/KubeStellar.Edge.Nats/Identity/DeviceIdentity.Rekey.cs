using KubeStellar.Edge.Contracts.Wire;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>
/// Other keys for this device, in order: made and durable, known to the hub, tried, in use (one write of the pin), and only then the old ones void at the hub and gone here. A
/// device that dies at any point starts with keys that get in, and goes on from there.
/// </summary>
public sealed partial class DeviceIdentity
{
    private volatile DeviceKeys? _next;
    private volatile KeyPair? _formerExchange;

    /// <summary>X25519 keys with which this device can open what was sealed for it: the present one first, then one that is being introduced, and the one before. They stay this object's: not to be disposed.</summary>
    public IReadOnlyList<KeyPair> ExchangeKeys => [.. new[] { _keys.Exchange, _next?.Exchange, _formerExchange }.OfType<KeyPair>()];

    /// <summary>When the present keys were made.</summary>
    public DateTimeOffset KeysSince => _keys.Since;

    /// <summary>Whether somebody at this device asked for other keys, or it is in the middle of having them.</summary>
    public bool RekeyAsked => File.Exists(AskedPath) || _next is not null || Pin?.Former is not null;

    private string AskedPath => Path.Combine(_folder, "rekey");

    /// <summary>Asks the daemon of this state directory, running or not, to make itself other keys when it next has its hub.</summary>
    /// <exception cref="IdentityException">No device that has joined lives there.</exception>
    public static void AskRekey(string stateDirectory)
    {
        var folder = Path.Combine(Path.GetFullPath(stateDirectory), "identity");
        if (!File.Exists(Path.Combine(folder, "hub.json")))
        {
            throw new IdentityException($"There is no device in {stateDirectory} that has joined a hub, so there are no keys to replace.");
        }

        SecretFiles.Write(Path.Combine(folder, "rekey"), "");
    }

    /// <summary>The keys that are being introduced, made when there are none, with both keys' proof for the hub.</summary>
    internal RekeyMessage MakeNext()
    {
        lock (_gate)
        {
            _next ??= Opened(DeviceKeys.LoadOrCreate(DeviceKeys.FolderOf(_folder, Generation + 1)));
            var message = new RekeyMessage { Edge = Pin!.Edge, Old = PublicKey, New = _next.PublicKey, ExchangeKey = _next.ExchangeKey, Consent = "" };
            var signed = message.Signed();
            return message with { Proof = _keys.Sign(signed), Consent = _next.Sign(signed) };
        }
    }

    /// <summary>The user of the keys that are being introduced; null when the hub has not given one.</summary>
    internal UserCredentials? NextCredentials() => _next is { } next && File.Exists(next.JwtPath) ? next.Credentials() : null;

    /// <summary>The user of the keys that are being introduced is of no use: the server does not know it. The hub is asked for another.</summary>
    internal void DropNextUser()
    {
        if (_next is { } next)
        {
            File.Delete(next.JwtPath);
        }
    }

    /// <summary>The keys that were introduced are the device's from now on. Durable when this returns.</summary>
    internal void Promote()
    {
        lock (_gate)
        {
            var next = _next ?? throw new InvalidOperationException("no keys were made");
            var before = _keys;
            Pinned(Pin! with { Keys = Generation + 1, Former = before.PublicKey });
            (_formerExchange, _keys, _next) = (before.Exchange, next, null);
        }
    }

    /// <summary>What the hub is to be told after <see cref="Promote"/>; null when it was.</summary>
    internal RekeyMessage? Switched()
    {
        if (Pin is not { Former: { } former } pin)
        {
            return null;
        }

        var message = new RekeyMessage { Edge = pin.Edge, Old = former, New = PublicKey, ExchangeKey = ExchangeKey, Switched = true, Consent = "" };
        return message with { Consent = _keys.Sign(message.Signed()) };
    }

    /// <summary>
    /// The hub voided the old key: it is removed. The X25519 key before stays until the next time, since what was sealed for it may be all that there is before the hub sealed for the new one.
    /// </summary>
    internal void ForgetFormer()
    {
        lock (_gate)
        {
            File.Delete(AskedPath);
            DeviceKeys.ForgetUser(DeviceKeys.FolderOf(_folder, Generation - 1));
            if (Generation > 1)
            {
                var old = DeviceKeys.FolderOf(_folder, Generation - 2);
                DeviceKeys.ForgetUser(old);
                DeviceKeys.ForgetExchange(old);
                if (old != _folder && Directory.Exists(old))
                {
                    Directory.Delete(old);
                }
            }

            Pinned(Pin! with { Former = null });
        }
    }

    /// <summary>Loads what stands beside the keys in use after a start.</summary>
    private void LoadOthers()
    {
        if (Generation > 0)
        {
            _formerExchange = DeviceKeys.ExchangeOf(DeviceKeys.FolderOf(_folder, Generation - 1)) is { } former ? Opened(former) : null;
        }

        var next = DeviceKeys.FolderOf(_folder, Generation + 1);
        if (Pin is not null && Directory.Exists(next))
        {
            _next = Opened(DeviceKeys.Load(next));
        }
    }
}

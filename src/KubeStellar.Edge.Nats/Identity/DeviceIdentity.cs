using System.Text.Json;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>
/// Who this device is, in <c>&lt;state&gt;/identity</c> (folder 0700, files 0600): its keys, made here and never sent anywhere, and once a hub has admitted it,
/// its user JWT and the hub's pin. The pin is written last, so that an admission, and a change of keys, is there whole or not at all.
/// </summary>
public sealed partial class DeviceIdentity : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly List<IDisposable> _opened = [];
    private volatile DeviceKeys _keys;

    private DeviceIdentity(string folder)
    {
        _folder = folder;
        Pin = LoadPin();

        // A key that is gone while the hub knows this device is a loss to report: a new one would be a stranger with a known id.
        if (Pin is null)
        {
            DeviceKeys.CreateMissing(folder);
        }

        _keys = Opened(DeviceKeys.Load(DeviceKeys.FolderOf(folder, Generation)));
        LoadOthers();
    }

    /// <summary>Public key of the device's NATS user.</summary>
    public string PublicKey => _keys.PublicKey;

    /// <summary>X25519 public key, base64url of its 32 bytes.</summary>
    public string ExchangeKey => _keys.ExchangeKey;

    /// <summary>The hub that admitted this device; null before it joined.</summary>
    public HubPin? Pin { get; private set; }

    /// <summary>Public key that issued the device's user JWT; empty when that cannot be read.</summary>
    public string Issuer
    {
        get
        {
            try
            {
                return NatsJwt.Decode(SecretFiles.Read(_keys.JwtPath).Trim(), NatsJwt.User).Issuer;
            }
            catch (IdentityException)
            {
                return "";
            }
        }
    }

    /// <summary>Where all of it is.</summary>
    internal string Folder => _folder;

    private string PinPath => Path.Combine(_folder, "hub.json");

    private long Generation => Pin?.Keys ?? 0;

    /// <summary>Loads the identity of <paramref name="stateDirectory"/>; makes the keys at the first start.</summary>
    /// <exception cref="IdentityException">A file is damaged or missing, or other users have rights on it.</exception>
    public static DeviceIdentity Open(string stateDirectory)
    {
        var folder = Path.Combine(Path.GetFullPath(stateDirectory), "identity");
        SecretFiles.EnsureDirectory(folder);
        return new DeviceIdentity(folder);
    }

    /// <summary>The request to join, with the proof that this device holds the key that it names.</summary>
    /// <param name="tokenId">Id of the token.</param>
    /// <param name="edge">The id that the device wants.</param>
    /// <param name="properties">What it says of itself.</param>
    /// <param name="hub">The key that signed roots first, of the hub that asks to become a region; null for an ordinary edge.</param>
    /// <param name="replace">Whether it comes as the successor of the device that holds the id.</param>
    public JoinRequest CreateJoinRequest(string tokenId, string edge, SortedDictionary<string, JsonElement> properties, string? hub = null, bool replace = false) => new()
    {
        Edge = edge,
        PublicKey = PublicKey,
        ExchangeKey = ExchangeKey,
        Proof = _keys.Sign(JoinProof.Message(tokenId, edge, ExchangeKey, replace)),
        Properties = properties,
        Hub = hub,
        Replace = replace ? true : null,
    };

    /// <summary>Records an admission.</summary>
    /// <exception cref="IdentityException">The JWT is not for this device's key, or the hub's key is none.</exception>
    public void Admit(string jwt, HubPin pin)
    {
        ArgumentNullException.ThrowIfNull(pin);
        if (NatsJwt.Decode(jwt, NatsJwt.User).Subject != PublicKey)
        {
            throw new IdentityException("The hub answered with a user for another key than this device's. Join again.");
        }

        SecretFiles.Write(_keys.JwtPath, jwt);
        Pinned(pin with { Keys = Generation, Former = Pin?.Former });
    }

    /// <summary>Takes another user for the key that this device has, or has made. False when it is for neither.</summary>
    /// <exception cref="IdentityException">It is no user JWT.</exception>
    /// <exception cref="IOException">It could not be kept, and nothing changed.</exception>
    internal bool Renew(string jwt)
    {
        var subject = NatsJwt.Decode(jwt, NatsJwt.User).Subject;
        if (new[] { _keys, _next }.FirstOrDefault(keys => keys?.PublicKey == subject) is not { } keys)
        {
            return false;
        }

        SecretFiles.Write(keys.JwtPath, jwt);
        return true;
    }

    /// <summary>Replaces what is remembered of the hub; the admission stays.</summary>
    /// <exception cref="IOException">It could not be written, and is as it was.</exception>
    internal void Pinned(HubPin pin)
    {
        SecretFiles.Write(PinPath, JsonSerializer.Serialize(pin, IdentityJson.Default.HubPin));
        Pin = pin;
    }

    /// <summary>The user to connect with.</summary>
    /// <exception cref="IdentityException">The device has not joined, or its JWT is damaged or missing.</exception>
    public UserCredentials Credentials() => Pin is not null
        ? _keys.Credentials()
        : throw new IdentityException("This device has not joined a hub yet. Start it with '--join TOKEN'.");

    /// <inheritdoc/>
    public void Dispose() => _opened.ForEach(one => one.Dispose());

    private T Opened<T>(T one)
        where T : IDisposable
    {
        _opened.Add(one);
        return one;
    }

    private HubPin? LoadPin()
    {
        if (!File.Exists(PinPath))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(SecretFiles.Read(PinPath), IdentityJson.Default.HubPin) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new IdentityException($"The file {PinPath} is damaged. Restore it from a backup, or have the edge removed at the hub, empty the folder and join again.", e);
        }
    }
}

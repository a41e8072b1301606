using System.Buffers.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Wire;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>
/// Who this device is, in <c>&lt;state&gt;/identity</c> (folder 0700, files 0600): its keys, made here and never sent anywhere, and once a hub has admitted it,
/// its user JWT and the hub's pin. The pin is written last, so that an admission is there whole or not at all.
/// </summary>
public sealed class DeviceIdentity : IDisposable
{
    private const int PublicKeyLength = 32;
    private readonly string _folder;
    private readonly KeyPair _user;
    private readonly KeyPair _exchange;

    private DeviceIdentity(string folder)
    {
        _folder = folder;
        _user = LoadOrCreate("user.nk", PrefixByte.User);
        _exchange = LoadOrCreate("exchange.nk", PrefixByte.Curve);
        PublicKey = _user.GetPublicKey();
        ExchangeKey = RawPublic(_exchange);
        Pin = LoadPin();
    }

    /// <summary>Public key of the device's NATS user.</summary>
    public string PublicKey { get; }

    /// <summary>X25519 public key, base64url of its 32 bytes.</summary>
    public string ExchangeKey { get; }

    /// <summary>The hub that admitted this device; null before it joined.</summary>
    public HubPin? Pin { get; private set; }

    private string JwtPath => Path.Combine(_folder, "user.jwt");

    private string PinPath => Path.Combine(_folder, "hub.json");

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
    /// <param name="hub">Root-signing public key of the hub that asks to become a region; null for an ordinary edge.</param>
    /// <param name="replace">Whether it comes as the successor of the device that holds the id.</param>
    public JoinRequest CreateJoinRequest(string tokenId, string edge, SortedDictionary<string, JsonElement> properties, string? hub = null, bool replace = false)
    {
        var signature = new byte[64];
        _user.Sign(JoinProof.Message(tokenId, edge, ExchangeKey, replace), signature);
        return new JoinRequest
        {
            Edge = edge,
            PublicKey = PublicKey,
            ExchangeKey = ExchangeKey,
            Proof = Convert.ToBase64String(signature),
            Properties = properties,
            Hub = hub,
            Replace = replace ? true : null,
        };
    }

    /// <summary>Records an admission.</summary>
    /// <exception cref="IdentityException">The JWT is not for this device's key, or the hub's key is none.</exception>
    public void Admit(string jwt, HubPin pin)
    {
        ArgumentNullException.ThrowIfNull(pin);
        if (NatsJwt.Decode(jwt, NatsJwt.User).Subject != PublicKey)
        {
            throw new IdentityException("The hub answered with a user for another key than this device's. Join again.");
        }

        SecretFiles.Write(JwtPath, jwt);
        SecretFiles.Write(PinPath, JsonSerializer.Serialize(pin, IdentityJson.Default.HubPin));
        Pin = pin;
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
    public UserCredentials Credentials()
    {
        if (Pin is null)
        {
            throw new IdentityException("This device has not joined a hub yet. Start it with '--join TOKEN'.");
        }

        var jwt = SecretFiles.Read(JwtPath).Trim();
        return NatsJwt.Decode(jwt, NatsJwt.User).Subject == PublicKey
            ? new UserCredentials(jwt, _user.GetSeed())
            : throw new IdentityException($"The JWT in {JwtPath} is for another key than this device's. Join again with a new token.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _user.Dispose();
        _exchange.Dispose();
    }

    private static string RawPublic(KeyPair key)
    {
        var text = key.GetPublicKey();
        var raw = new byte[Base32.GetDataLength(text)];
        _ = Base32.FromBase32(text, raw);
        return Base64Url.EncodeToString(raw.AsSpan(1, PublicKeyLength));
    }

    // A key that is gone while the hub knows this device is a loss to report: a new one would be a stranger with a known id.
    private KeyPair LoadOrCreate(string name, PrefixByte type)
    {
        var path = Path.Combine(_folder, name);
        if (!File.Exists(path) && !File.Exists(PinPath))
        {
            KeyFile.Create(path, type);
        }

        return KeyFile.Load(path, type);
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

using System.Globalization;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>One set of a device's keys: its NATS user, its X25519 key, and the JWT of that user once a hub gave one.</summary>
internal sealed class DeviceKeys : IDisposable
{
    private const string UserFile = "user.nk";
    private const string ExchangeFile = "exchange.nk";
    private readonly string _folder;

    private DeviceKeys(string folder, KeyPair user, KeyPair exchange)
    {
        (_folder, User, Exchange) = (folder, user, exchange);
        PublicKey = user.GetPublicKey();
        ExchangeKey = NKeyBytes.Public(exchange);
    }

    public KeyPair User { get; }

    public KeyPair Exchange { get; }

    /// <summary>Public key of the user.</summary>
    public string PublicKey { get; }

    /// <summary>X25519 public key, base64url of its 32 bytes.</summary>
    public string ExchangeKey { get; }

    /// <summary>When they were made.</summary>
    public DateTimeOffset Since => File.GetLastWriteTimeUtc(Path.Combine(_folder, UserFile));

    public string JwtPath => Path.Combine(_folder, "user.jwt");

    /// <summary>Where the keys of a generation are.</summary>
    public static string FolderOf(string identity, long generation) =>
        generation == 0 ? identity : Path.Combine(identity, "keys-" + generation.ToString(CultureInfo.InvariantCulture));

    /// <summary>Loads the keys of a folder.</summary>
    /// <exception cref="IdentityException">One is missing, damaged, or other users have rights on it.</exception>
    public static DeviceKeys Load(string folder)
    {
        var user = KeyFile.Load(Path.Combine(folder, UserFile), PrefixByte.User);
        try
        {
            return new DeviceKeys(folder, user, KeyFile.Load(Path.Combine(folder, ExchangeFile), PrefixByte.Curve));
        }
        catch
        {
            user.Dispose();
            throw;
        }
    }

    /// <summary>Makes what is missing in a folder of a device that no hub knows.</summary>
    public static void CreateMissing(string folder)
    {
        foreach (var (name, type) in new[] { (UserFile, PrefixByte.User), (ExchangeFile, PrefixByte.Curve) })
        {
            var path = Path.Combine(folder, name);
            if (!File.Exists(path))
            {
                KeyFile.Create(path, type);
            }
        }
    }

    /// <summary>Makes a set in a folder that is there whole or not at all; one that is there stays.</summary>
    public static DeviceKeys LoadOrCreate(string folder)
    {
        if (!Directory.Exists(folder))
        {
            var unfinished = folder + ".new";
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }

            SecretFiles.EnsureDirectory(unfinished);
            CreateMissing(unfinished);
            Directory.Move(unfinished, folder);
            SecretFiles.FlushDirectory(Path.GetDirectoryName(folder)!);
        }

        return Load(folder);
    }

    /// <summary>The X25519 key of a folder; null when it is gone.</summary>
    public static KeyPair? ExchangeOf(string folder)
    {
        var path = Path.Combine(folder, ExchangeFile);
        return File.Exists(path) ? KeyFile.Load(path, PrefixByte.Curve) : null;
    }

    /// <summary>Removes what a folder has of a user: its key is void.</summary>
    public static void ForgetUser(string folder)
    {
        File.Delete(Path.Combine(folder, UserFile));
        File.Delete(Path.Combine(folder, "user.jwt"));
    }

    /// <summary>Removes the X25519 key of a folder too.</summary>
    public static void ForgetExchange(string folder) => File.Delete(Path.Combine(folder, ExchangeFile));

    /// <summary>Base64 of the user's signature.</summary>
    public string Sign(byte[] message) => Convert.ToBase64String(NKeyBytes.Sign(User, message));

    /// <summary>The user to connect with.</summary>
    /// <exception cref="IdentityException">There is no JWT, or it is of another key.</exception>
    public UserCredentials Credentials()
    {
        var jwt = SecretFiles.Read(JwtPath).Trim();
        return NatsJwt.Decode(jwt, NatsJwt.User).Subject == PublicKey
            ? new UserCredentials(jwt, User.GetSeed())
            : throw new IdentityException($"The JWT in {JwtPath} is for another key than this device's. Join again with a new token.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        User.Dispose();
        Exchange.Dispose();
    }
}

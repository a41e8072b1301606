using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Server;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>
/// The keys of a hub, made once in <c>&lt;state&gt;/keys</c> (folder 0700, files 0600) and loaded afterwards. They are made in a folder of another
/// name that is renamed when complete: a key that is missing later is a loss, which is reported and never repaired by a new identity.
/// </summary>
public sealed class HubKeys : IDisposable
{
    private const string FolderName = "keys";

    private readonly string _folder;

    private HubKeys(string folder)
    {
        _folder = folder;
        var opened = new List<IDisposable>();
        try
        {
            Operator = Load("operator", PrefixByte.Operator);
            System = Load("system", PrefixByte.Account);
            Account = Load("account", PrefixByte.Account);
            Exchange = Load("exchange", PrefixByte.Curve);
            Seal = Load("seal", PrefixByte.Curve);
            SigningKey = SigningKey.Open(folder, () => ServerAccounts.SigningKeysOf(ServerPaths.In(Path.GetDirectoryName(folder)!)));
            opened.Add(SigningKey);
            RootKey = RootKey.Open(folder);
        }
        catch
        {
            opened.ForEach(key => key.Dispose());
            throw;
        }

        KeyPair Load(string name, PrefixByte type)
        {
            var key = KeyFile.Load(Path.Combine(folder, name + ".nk"), type);
            opened.Add(key);
            return key;
        }
    }

    /// <summary>Operator of the embedded server; signs its accounts.</summary>
    public KeyPair Operator { get; }

    /// <summary>System account of the embedded server.</summary>
    public KeyPair System { get; }

    /// <summary>The hub's own account on the embedded server.</summary>
    public KeyPair Account { get; }

    /// <summary>Signing key of that account; issues its users. Another one after it was rotated.</summary>
    public KeyPair Signing => SigningKey.Pair;

    /// <summary>Signs roots; edges pin its public half. It is never used to log in. Another one after it was handed over, and good for nothing then.</summary>
    public KeyPair Root => RootKey.Pair;

    /// <summary>Public half of <see cref="Root"/>.</summary>
    public string RootPublic => RootKey.PublicKey;

    /// <summary>How <see cref="Root"/> came to be, the first hand-over first.</summary>
    public IReadOnlyList<KeyHandOver> HandOvers => RootKey.HandOvers;

    internal RootKey RootKey { get; }

    internal SigningKey SigningKey { get; }

    /// <summary>X25519, for data keys.</summary>
    public KeyPair Exchange { get; }

    /// <summary>What seals secret values, and what data keys are derived from. It agrees with nobody; it is a curve key only to be a file as the others are.</summary>
    public KeyPair Seal { get; }

    /// <summary>Loads the keys of <paramref name="stateDirectory"/>, or makes them at the first start.</summary>
    /// <exception cref="IdentityException">A key is missing, damaged, or other users have rights on it.</exception>
    public static HubKeys LoadOrCreate(string stateDirectory)
    {
        var folder = Path.Combine(Path.GetFullPath(stateDirectory), FolderName);
        if (!Directory.Exists(folder))
        {
            Create(folder);
        }

        SecretFiles.EnsureDirectory(folder);
        AddSeal(folder);
        return new HubKeys(folder);
    }

    /// <summary>The hub's own account on its embedded server.</summary>
    public AccountSigner OwnAccount() => new(Account.GetPublicKey(), () => Signing);

    /// <summary>A signature by <see cref="Root"/>, and whose it is.</summary>
    public RootSignature Attest(ReadOnlySpan<byte> message) => RootKey.Attest(message);

    /// <summary>When a key that is not rotated was made.</summary>
    internal DateTimeOffset SinceOf(string name) => File.GetLastWriteTimeUtc(Path.Combine(_folder, name + ".nk"));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in new IDisposable[] { Operator, System, Account, SigningKey, RootKey, Exchange, Seal })
        {
            key.Dispose();
        }
    }

    /// <summary>A hub of before sealing has sealed nothing. One that lost this key has handles that name another, and says so when it is to open them.</summary>
    private static void AddSeal(string folder)
    {
        var path = Path.Combine(folder, "seal.nk");
        if (!File.Exists(path))
        {
            KeyFile.Create(path, PrefixByte.Curve);
        }
    }

    private static void Create(string folder)
    {
        var state = Path.GetDirectoryName(folder)!;
        Directory.CreateDirectory(state);
        var unfinished = Path.Combine(state, $".{FolderName}.{Guid.NewGuid():N}");
        SecretFiles.EnsureDirectory(unfinished);
        (string Name, PrefixByte Type)[] keys =
        [
            ("operator", PrefixByte.Operator), ("system", PrefixByte.Account), ("account", PrefixByte.Account),
            ("signing", PrefixByte.Account), ("root", PrefixByte.User), ("exchange", PrefixByte.Curve), ("seal", PrefixByte.Curve),
        ];
        foreach (var (name, type) in keys)
        {
            KeyFile.Create(Path.Combine(unfinished, name + ".nk"), type);
        }

        try
        {
            Directory.Move(unfinished, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another start won; its keys are the hub's.
            Directory.Delete(unfinished, recursive: true);
        }

        SecretFiles.FlushDirectory(state);
    }
}

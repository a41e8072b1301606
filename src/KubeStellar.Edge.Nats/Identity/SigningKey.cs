using System.Globalization;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>
/// The signing key of the hub's own account (<c>signing.nk</c>), which issues users. A successor is used only after the account's JWT names it and the server knows: it takes
/// the key's place then, or, after a crash, at the next start.
/// </summary>
internal sealed class SigningKey : IDisposable
{
    private readonly Lock _gate = new();
    private readonly NextKey _files;
    private readonly string _sinceFile;
    private readonly List<KeyPair> _all = [];
    private volatile KeyPair _key;

    private SigningKey(string folder, Func<IReadOnlyList<string>> named)
    {
        _files = new NextKey(folder, "signing", PrefixByte.Account);
        _sinceFile = Path.Combine(folder, "signing.since");
        if (_files.IsPrepared)
        {
            using var next = _files.Prepare();
            if (named().Contains(next.GetPublicKey(), StringComparer.Ordinal))
            {
                _files.Promote();
            }
        }

        _key = _files.Load();
        _all.Add(_key);
    }

    /// <summary>The key as it is now.</summary>
    public KeyPair Pair => _key;

    /// <summary>Whether a successor was prepared and does not issue yet.</summary>
    public bool IsPrepared => _files.IsPrepared;

    /// <summary>When it was made.</summary>
    public DateTimeOffset Since => _files.Since;

    /// <summary>
    /// No user that was issued before is by this key; null for the first one, and where that is not known. Written after the key issues, and never a file's own time, which a restored
    /// backup changes: a time too early costs nothing, one too late would let somebody in.
    /// </summary>
    public DateTimeOffset? IssuesSince => File.Exists(_sinceFile) && long.TryParse(SecretFiles.Read(_sinceFile), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : null;

    /// <summary>Loads the key.</summary>
    /// <param name="folder">The hub's keys.</param>
    /// <param name="named">Public keys that the account's JWT names; asked for only after a rotation that did not end.</param>
    /// <exception cref="IdentityException">A file is missing or damaged.</exception>
    public static SigningKey Open(string folder, Func<IReadOnlyList<string>> named) => new(folder, named);

    /// <summary>Public key of the successor, which is made when there is none.</summary>
    public string Prepare()
    {
        using var next = _files.Prepare();
        return next.GetPublicKey();
    }

    /// <summary>The successor issues from now on; the key before is gone from the disk.</summary>
    /// <param name="prepared">When it was prepared, or earlier.</param>
    public void Promote(DateTimeOffset prepared)
    {
        lock (_gate)
        {
            _files.Promote();
            _all.Add(_key = _files.Load());
            SecretFiles.Write(_sinceFile, prepared.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _all.ForEach(key => key.Dispose());
}

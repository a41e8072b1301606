using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>A key file and its successor beside it (<c>&lt;name&gt;.next.nk</c>): the successor takes its place by one rename, and the one before is gone by the same.</summary>
internal sealed class NextKey(string folder, string name, PrefixByte type)
{
    public string Path => System.IO.Path.Combine(folder, name + ".nk");

    private string NextPath => System.IO.Path.Combine(folder, name + ".next.nk");

    /// <summary>Whether a successor was made and did not take its place.</summary>
    public bool IsPrepared => File.Exists(NextPath);

    /// <summary>When the key was made.</summary>
    public DateTimeOffset Since => File.GetLastWriteTimeUtc(Path);

    /// <summary>The key.</summary>
    /// <exception cref="IdentityException">It cannot be used.</exception>
    public KeyPair Load() => KeyFile.Load(Path, type);

    /// <summary>The successor; made when there is none, durable when this returns.</summary>
    public KeyPair Prepare()
    {
        if (!IsPrepared)
        {
            KeyFile.Create(NextPath, type);
        }

        return KeyFile.Load(NextPath, type);
    }

    /// <summary>The successor takes the key's place; durable when this returns.</summary>
    public void Promote()
    {
        File.Move(NextPath, Path, overwrite: true);
        SecretFiles.FlushDirectory(folder);
    }

    /// <summary>The successor is none: nobody was told of it.</summary>
    public void Discard()
    {
        File.Delete(NextPath);
        SecretFiles.FlushDirectory(folder);
    }
}

using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>One NKey seed in a file of mode 0600, sealed where the machine has a secret for it (<see cref="PrivateFile"/>).</summary>
internal static class KeyFile
{
    public static void Create(string path, PrefixByte type)
    {
        using var key = KeyPair.CreatePair(type);
        PrivateFile.Write(path, key.GetSeed() + "\n");
    }

    /// <summary>Reads a seed of the wanted type.</summary>
    /// <exception cref="IdentityException">The file is missing, readable by others, damaged, sealed under what is not here, or holds a key of another type.</exception>
    public static KeyPair Load(string path, PrefixByte type) => Parse(path, PrivateFile.Read(path).Trim(), type);

    /// <summary>Reads a seed from a file that people put somewhere, and leaves that as it is.</summary>
    /// <exception cref="IdentityException">As for <see cref="Load"/>.</exception>
    public static KeyPair LoadGiven(string path, PrefixByte type) => Parse(path, SecretFiles.Read(path).Trim(), type);

    private static KeyPair Parse(string path, string text, PrefixByte type)
    {
        KeyPair key;
        try
        {
            key = KeyPair.FromSeed(text);
        }
        catch (NKeysException e)
        {
            throw new IdentityException($"The key file {path} is damaged: it holds no NKey seed. Restore it from a backup; a new key would be a new identity.", e);
        }

        if (key.Prefix == type)
        {
            return key;
        }

        var found = key.Prefix;
        key.Dispose();
        throw new IdentityException($"The key file {path} holds a key of type {found}, not {type}. Put back the file that belongs there.");
    }
}

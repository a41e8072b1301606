using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>One NKey seed in a file of mode 0600.</summary>
internal static class KeyFile
{
    public static void Create(string path, PrefixByte type)
    {
        using var key = KeyPair.CreatePair(type);
        SecretFiles.Write(path, key.GetSeed() + "\n");
    }

    /// <summary>Reads a seed of the wanted type.</summary>
    /// <exception cref="IdentityException">The file is missing, readable by others, damaged, or holds a key of another type.</exception>
    public static KeyPair Load(string path, PrefixByte type)
    {
        var text = SecretFiles.Read(path).Trim();
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

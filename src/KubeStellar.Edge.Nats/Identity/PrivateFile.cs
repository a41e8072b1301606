using System.Security.Cryptography;
using System.Text;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>
/// Files of private keys: as text of mode 0600, or, where the machine gave a secret for it (<see cref="DiskSecrets"/>), sealed by AES-256-GCM under a key derived from that secret
/// (HKDF, RFC 5869) and a salt of the file's own. A plain file, or one under the former secret, is sealed anew when it is read.
/// </summary>
internal static class PrivateFile
{
    private const string Mark = "kse-sealed-1 ";
    private const int SaltLength = 16;
    private static readonly byte[] About = Encoding.ASCII.GetBytes(Mark);

    /// <summary>Writes a file, durable when this returns.</summary>
    internal static void Write(string path, string text) => Write(path, text, DiskSecrets.OfProcess());

    /// <summary>Reads a file of the daemon's own; how it lies there follows what this process was given.</summary>
    /// <exception cref="IdentityException">It is missing, others have rights on it, or it is sealed and this process has not what opens it.</exception>
    internal static string Read(string path) => Read(path, DiskSecrets.OfProcess());

    internal static void Write(string path, string text, DiskSecrets secrets) =>
        SecretFiles.Write(path, secrets.Current is { } secret ? Seal(text, secret) : text);

    internal static string Read(string path, DiskSecrets secrets)
    {
        var found = SecretFiles.Read(path);
        if (!found.StartsWith(Mark, StringComparison.Ordinal))
        {
            return secrets.Current is null ? found : Renewed(path, found, secrets);
        }

        if (secrets.Current is { } current && Open(found, current) is { } text)
        {
            return text;
        }

        if (secrets.Former is { } former && Open(found, former) is { } old)
        {
            return Renewed(path, old, secrets);
        }

        throw new IdentityException(secrets.Current is null
            ? $"The file {path} is sealed, and this process was not given the credential '{DiskSecrets.Name}' that opens it: start it with the unit that has LoadCredentialEncrypted={DiskSecrets.Name}:FILE, or name the folder of it in CREDENTIALS_DIRECTORY."
            : $"The file {path} was sealed under another credential '{DiskSecrets.Name}' than the one that is here, or is damaged. Give the one before it as '{DiskSecrets.FormerName}', or restore the file from a backup.");
    }

    private static string Renewed(string path, string text, DiskSecrets secrets)
    {
        // When a key was made is the time of its file: it is the same key.
        var made = File.GetLastWriteTimeUtc(path);
        Write(path, text, secrets);
        File.SetLastWriteTimeUtc(path, made);
        return text;
    }

    private static string Seal(string text, byte[] secret)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var sealing = new byte[SaltLength + GcmBox.Overhead + plain.Length];
        RandomNumberGenerator.Fill(sealing.AsSpan(0, SaltLength));
        var key = KeyOf(secret, sealing.AsSpan(0, SaltLength));
        GcmBox.Seal(key, About, plain, sealing.AsSpan(SaltLength));
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(plain);
        return Mark + Convert.ToBase64String(sealing) + "\n";
    }

    /// <summary>Null when it was sealed under another secret, or altered.</summary>
    private static string? Open(string found, byte[] secret)
    {
        var sealing = new byte[found.Length];
        var said = found[Mark.Length..].Trim();

        // Base64 has bits at its end that mean nothing: no other text is the same file.
        if (!Convert.TryFromBase64String(said, sealing, out var length) || length < SaltLength + GcmBox.Overhead || Convert.ToBase64String(sealing.AsSpan(0, length)) != said)
        {
            return null;
        }

        var key = KeyOf(secret, sealing.AsSpan(0, SaltLength));
        var plain = new byte[length - SaltLength - GcmBox.Overhead];
        var text = GcmBox.TryOpen(key, About, sealing.AsSpan(SaltLength, length - SaltLength), plain) ? Encoding.UTF8.GetString(plain) : null;
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(plain);
        return text;
    }

    private static byte[] KeyOf(byte[] secret, ReadOnlySpan<byte> salt)
    {
        var key = new byte[NKeyBytes.KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt, About);
        return key;
    }
}

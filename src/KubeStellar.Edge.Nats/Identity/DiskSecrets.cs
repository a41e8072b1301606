namespace KubeStellar.Edge.Nats.Identity;

/// <summary>
/// What seals a daemon's key files on its disk, when the machine has something better to keep a secret in than that disk: systemd credentials
/// (<c>LoadCredentialEncrypted=kse-key:FILE</c>, which a TPM can guard), or what a container mounts. https://systemd.io/CREDENTIALS
/// </summary>
/// <param name="Current">Seals what is written; null, and files are plain (mode 0600).</param>
/// <param name="Former">The one before it, or the last one where sealing is given up: still opens what it sealed.</param>
internal sealed record DiskSecrets(byte[]? Current, byte[]? Former)
{
    /// <summary>Shortest secret, in bytes: it is no password, nothing is done to make guessing slow.</summary>
    internal const int MinimumLength = 32;

    /// <summary>Name of the credential.</summary>
    internal const string Name = "kse-key";

    /// <summary>Name of the credential before it.</summary>
    internal const string FormerName = "kse-key-former";

    /// <summary>Nothing seals.</summary>
    internal static DiskSecrets None { get; } = new(null, null);

    /// <summary>What this process was given, in the folder that <c>CREDENTIALS_DIRECTORY</c> names (systemd.exec(5)).</summary>
    /// <exception cref="IdentityException">A credential is too short, or cannot be read.</exception>
    internal static DiskSecrets OfProcess() => Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } folder ? In(folder) : None;

    /// <summary>What a folder of credentials has.</summary>
    /// <exception cref="IdentityException">A credential is too short, or cannot be read.</exception>
    internal static DiskSecrets In(string folder) => new(Read(Path.Combine(folder, Name)), Read(Path.Combine(folder, FormerName)));

    private static byte[]? Read(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            var secret = File.ReadAllBytes(path);
            return secret.Length >= MinimumLength
                ? secret
                : throw new IdentityException(
                    $"The credential {path} has {secret.Length} bytes; it seals keys and needs {MinimumLength} random ones: head -c 32 /dev/urandom | systemd-creds encrypt --name={Path.GetFileName(path)} - FILE");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IdentityException($"The credential {path} cannot be read: {e.Message}", e);
        }
    }
}

using System.Security.Cryptography;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Tests.Identity;

public sealed class PrivateFileTests : IDisposable
{
    private const string Seed = "SUAGDLNBWI2SGHDRYBHD63NH5FGZSVJUW2J7GAJZXWANQFLDW6G5SXZEST\n";
    private readonly StateFolder _state = new();
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    private string File => Path.Combine(_state.Path, "user.nk");

    public void Dispose() => _state.Dispose();

    [Fact]
    public void What_is_sealed_shows_nothing_and_opens_with_the_same_secret_only()
    {
        PrivateFile.Write(File, Seed, new DiskSecrets(_secret, null));

        var raw = System.IO.File.ReadAllText(File);
        Assert.DoesNotContain(Seed.Trim(), raw, StringComparison.Ordinal);
        Assert.Equal(SecretFiles.FileMode, System.IO.File.GetUnixFileMode(File));
        Assert.Equal(Seed, PrivateFile.Read(File, new DiskSecrets(_secret, null)));
        Assert.Contains("LoadCredentialEncrypted=kse-key", Refused(DiskSecrets.None), StringComparison.Ordinal);
        Assert.Contains("kse-key-former", Refused(new DiskSecrets(RandomNumberGenerator.GetBytes(32), null)), StringComparison.Ordinal);
        Assert.Equal(raw, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void The_same_text_is_never_sealed_alike()
    {
        PrivateFile.Write(File, Seed, new DiskSecrets(_secret, null));
        var once = System.IO.File.ReadAllText(File);
        PrivateFile.Write(File, Seed, new DiskSecrets(_secret, null));
        Assert.NotEqual(once, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_plain_file_is_sealed_when_it_is_read_and_keeps_its_age()
    {
        PrivateFile.Write(File, Seed, DiskSecrets.None);
        Assert.Equal(Seed, System.IO.File.ReadAllText(File));
        var made = DateTime.UtcNow.AddDays(-30);
        System.IO.File.SetLastWriteTimeUtc(File, made);

        Assert.Equal(Seed, PrivateFile.Read(File, new DiskSecrets(_secret, null)));

        Assert.DoesNotContain(Seed.Trim(), System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        Assert.Equal(made, System.IO.File.GetLastWriteTimeUtc(File));
    }

    [Fact]
    public void Another_secret_takes_over_from_the_former_and_the_former_alone_gives_sealing_up()
    {
        PrivateFile.Write(File, Seed, new DiskSecrets(_secret, null));
        var next = RandomNumberGenerator.GetBytes(48);

        Assert.Equal(Seed, PrivateFile.Read(File, new DiskSecrets(next, _secret)));
        Assert.Equal(Seed, PrivateFile.Read(File, new DiskSecrets(next, null)));
        Assert.Equal(Seed, PrivateFile.Read(File, new DiskSecrets(null, next)));
        Assert.Equal(Seed, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void No_byte_of_it_can_be_changed_or_cut_off()
    {
        PrivateFile.Write(File, Seed, new DiskSecrets(_secret, null));
        var raw = System.IO.File.ReadAllText(File).TrimEnd('\n');
        for (var at = "kse-sealed-1 ".Length; at < raw.Length; at++)
        {
            Broken(raw[..at] + (raw[at] == 'A' ? 'B' : 'A') + raw[(at + 1)..]);
            Broken(raw[..at]);
        }

        void Broken(string text)
        {
            System.IO.File.WriteAllText(File, text);
            Assert.DoesNotContain(Seed.Trim(), Refused(new DiskSecrets(_secret, null)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_secret_that_could_be_guessed_is_refused_with_the_command_that_makes_one()
    {
        System.IO.File.WriteAllText(Path.Combine(_state.Path, "kse-key"), "hunter2");
        var refused = Assert.Throws<IdentityException>(() => DiskSecrets.In(_state.Path));
        Assert.Contains("systemd-creds encrypt --name=kse-key", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_the_credential_seals_nothing() => Assert.Equal(DiskSecrets.None, DiskSecrets.In(_state.Path));

    private string Refused(DiskSecrets secrets) => Assert.Throws<IdentityException>(() => PrivateFile.Read(File, secrets)).Message;
}

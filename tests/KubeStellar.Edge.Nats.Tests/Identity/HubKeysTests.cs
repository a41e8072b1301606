using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Tests.Identity;

public sealed class HubKeysTests : IDisposable
{
    private readonly StateFolder _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void Keys_are_made_once_and_only_their_owner_may_read_them()
    {
        string first;
        using (var keys = HubKeys.LoadOrCreate(_state.Path))
        {
            first = string.Join(' ', keys.Operator.GetPublicKey(), keys.Account.GetPublicKey(), keys.Signing.GetPublicKey(), keys.Root.GetPublicKey(), keys.Exchange.GetPublicKey());
        }

        using var again = HubKeys.LoadOrCreate(_state.Path);
        Assert.Equal(first, string.Join(' ', again.Operator.GetPublicKey(), again.Account.GetPublicKey(), again.Signing.GetPublicKey(), again.Root.GetPublicKey(), again.Exchange.GetPublicKey()));
        Assert.Equal(SecretFiles.DirectoryMode, File.GetUnixFileMode(_state["keys"]));
        Assert.All(Directory.GetFiles(_state["keys"]), file => Assert.Equal(SecretFiles.FileMode, File.GetUnixFileMode(file)));
        Assert.Equal(["keys"], Directory.GetFileSystemEntries(_state.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_key_that_others_can_read_is_refused_with_the_command_that_helps()
    {
        HubKeys.LoadOrCreate(_state.Path).Dispose();
        var file = Path.Combine(_state["keys"], "signing.nk");
        File.SetUnixFileMode(file, SecretFiles.FileMode | UnixFileMode.GroupRead);
        var refused = Assert.Throws<IdentityException>(() => HubKeys.LoadOrCreate(_state.Path));
        Assert.Contains($"chmod 600 {file}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_others_can_enter_is_refused()
    {
        HubKeys.LoadOrCreate(_state.Path).Dispose();
        File.SetUnixFileMode(_state["keys"], SecretFiles.DirectoryMode | UnixFileMode.OtherExecute);
        Assert.Contains("chmod 700", Assert.Throws<IdentityException>(() => HubKeys.LoadOrCreate(_state.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SUAGDLNBWI2SGHDRYBHD63NH5FGZSVJUW2J7GAJZXWANQFLDW6G5SXZEST")]
    [InlineData("SUAGDLNBWI2SGHDRYBHD63NH5FGZSVJUW2J7GAJZXWANQFLDW6G5SXZESU")]
    public void A_damaged_or_wrong_key_is_refused_and_never_shown(string content)
    {
        HubKeys.LoadOrCreate(_state.Path).Dispose();
        var file = Path.Combine(_state["keys"], "account.nk");
        File.WriteAllText(file, content);
        var refused = Assert.Throws<IdentityException>(() => HubKeys.LoadOrCreate(_state.Path));
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        Assert.True(content.Length == 0 || !refused.ToString().Contains(content, StringComparison.Ordinal));
    }

    [Fact]
    public void A_lost_key_is_a_loss_and_not_a_new_identity()
    {
        HubKeys.LoadOrCreate(_state.Path).Dispose();
        File.Delete(Path.Combine(_state["keys"], "root.nk"));
        Assert.Contains("backup", Assert.Throws<IdentityException>(() => HubKeys.LoadOrCreate(_state.Path)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_state["keys"], "root.nk")));
    }
}

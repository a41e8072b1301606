using KubeStellar.Edge.Nats.Identity;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Tests.Identity;

public sealed class UserKeyTests
{
    [Fact]
    public void Only_the_public_key_of_a_user_is_one()
    {
        using var user = KeyPair.CreatePair(PrefixByte.User);
        using var account = KeyPair.CreatePair(PrefixByte.Account);
        var key = user.GetPublicKey();
        Assert.True(UserMint.IsUserKey(key));
        foreach (var wrong in new[] { "", "U", "no key at all", account.GetPublicKey(), user.GetSeed(), key[..^1], key + "A", key.ToLowerInvariant(), key[..^4] + "AAAA", new string('U', 100_000) })
            Assert.False(UserMint.IsUserKey(wrong), wrong.Length > 60 ? "long" : wrong);
    }
}

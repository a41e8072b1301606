using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Tests.NKeys;

public sealed class KeyPairTests
{
    // Made by nsc; published with the NKeys libraries.
    [Theory]
    [InlineData("SOAELH6NJCEK4HST5644G4HK7TOAFZGRRJHNM4EUKUY7PPNDLIKO5IH4JM", "ODPWIBQJVIQ42462QAFI2RKJC4RZHCQSIVPRDDHWFCJAP52NRZK6Z2YC")]
    [InlineData("SAANWFZ3JINNPERWT3ALE45U7GYT2ZDW6GJUIVPDKUF6GKAX6AISZJMAS4", "AATEJXG7UX4HFJ6ZPRTP22P6OYZER36YYD3GVBOVW7QHLU32P4QFFTZJ")]
    [InlineData("SUAGDLNBWI2SGHDRYBHD63NH5FGZSVJUW2J7GAJZXWANQFLDW6G5SXZESU", "UBICBTHDKQRB4LIYA6BMIJ7EA2G7YS7FIWMMVKZJE6M3HS5IVCOLKDY2")]
    [InlineData("SXANLPW5OPP62ISXMPTH26DBYM4BGT3U6P2FEALGW3BZAVXQRWCX3KH2ZM", "XBIGHMCJSHWYFW6ZY4WWONQ3FRIS5A3OQAUMPPKYBNKRYQTVX4PEAIZA")]
    public void A_known_seed_gives_its_known_public_key(string seed, string publicKey)
    {
        using var key = KeyPair.FromSeed(seed);
        Assert.Equal(publicKey, key.GetPublicKey());
        Assert.Equal(seed, key.GetSeed());
        using var open = KeyPair.FromPublicKey(publicKey);
        Assert.Equal(publicKey, open.GetPublicKey());
        Assert.Equal(key.Prefix, open.Prefix);
    }

    [Theory]
    [InlineData(PrefixByte.Operator, 'O')]
    [InlineData(PrefixByte.Account, 'A')]
    [InlineData(PrefixByte.User, 'U')]
    [InlineData(PrefixByte.Server, 'N')]
    [InlineData(PrefixByte.Cluster, 'C')]
    public void A_new_pair_signs_and_its_public_half_verifies(PrefixByte prefix, char letter)
    {
        using var pair = KeyPair.CreatePair(prefix);
        Assert.StartsWith(letter.ToString(), pair.GetPublicKey(), StringComparison.Ordinal);
        Assert.StartsWith("S" + letter, pair.GetSeed(), StringComparison.Ordinal);
        Assert.True(KeyPair.IsValidPublicKey(prefix, pair.GetPublicKey()));

        byte[] message = [1, 2, 3];
        var signature = new byte[64];
        pair.Sign(message, signature);
        using var open = KeyPair.FromPublicKey(pair.GetPublicKey());
        Assert.True(open.Verify(message, signature));
        Assert.False(open.Verify(new byte[] { 1, 2 }, signature));
        Assert.False(open.Verify(message, new byte[63]));
        signature[5] ^= 1;
        Assert.False(open.Verify(message, signature));
    }

    // RFC 8032, section 7.1, test 2.
    [Fact]
    public void Signatures_are_those_of_RFC_8032()
    {
        var secret = Convert.FromHexString("4CCD089B28FF96DA9DB6C346EC114E0F5B8A319F35ABA624DA8CF6ED4FB8A6FB");
        using var key = KeyPair.FromSeed(global::NATS.NKeys.Internal.NKeyText.EncodeSeed(PrefixByte.User, secret));
        var signature = new byte[64];
        key.Sign(new byte[] { 0x72 }, signature);
        Assert.Equal(
            "92A009A9F0D4CAB8720E820B5F642540A2B27B5416503F8FB3762223EBDB69DA085AC1E43E15996E458F3613D0F11D8C387B2EAEB4302AEEB00D291612BB0C00",
            Convert.ToHexString(signature));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SU")]
    [InlineData("SUAGDLNBWI2SGHDRYBHD63NH5FGZSVJUW2J7GAJZXWANQFLDW6G5SXZES")]
    [InlineData("SUAGDLNBWI2SGHDRYBHD63NH5FGZSVJUW2J7GAJZXWANQFLDW6G5SXZESUAA")]
    [InlineData("SUAGDLNBWI2SGHDRYBHD63NH5FGZSVJUW2J7GAJZXWANQFLDW6G5SXZEST")]
    [InlineData("suagdlnbwi2sghdrybhd63nh5fgzsvjuw2j7gajzxwanqfldw6g5sxzesu")]
    [InlineData("UBICBTHDKQRB4LIYA6BMIJ7EA2G7YS7FIWMMVKZJE6M3HS5IVCOLKDY2")]
    public void What_is_no_seed_is_refused_without_showing_it(string text)
    {
        var refused = Assert.Throws<NKeysException>(() => KeyPair.FromSeed(text));
        Assert.True(text.Length < 3 || !refused.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_seed_is_no_public_key() =>
        Assert.Throws<NKeysException>(() => KeyPair.FromPublicKey("SUAGDLNBWI2SGHDRYBHD63NH5FGZSVJUW2J7GAJZXWANQFLDW6G5SXZESU"));

    [Fact]
    public void Every_changed_character_of_a_public_key_is_noticed()
    {
        const string Key = "UBICBTHDKQRB4LIYA6BMIJ7EA2G7YS7FIWMMVKZJE6M3HS5IVCOLKDY2";
        for (var i = 0; i < Key.Length; i++)
        {
            var changed = Key.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            Assert.Throws<NKeysException>(() => KeyPair.FromPublicKey(changed));
        }
    }

    [Fact]
    public void A_public_half_cannot_sign_and_a_curve_key_never_does()
    {
        using var open = KeyPair.FromPublicKey("UBICBTHDKQRB4LIYA6BMIJ7EA2G7YS7FIWMMVKZJE6M3HS5IVCOLKDY2");
        Assert.Throws<NKeysException>(() => open.Sign(new byte[1], new byte[64]));
        Assert.Throws<NKeysException>(open.GetSeed);
        using var curve = KeyPair.CreatePair(PrefixByte.Curve);
        Assert.Throws<NKeysException>(() => curve.Sign(new byte[1], new byte[64]));
        Assert.Throws<NKeysException>(() => curve.Verify(new byte[1], new byte[64]));
    }

    [Fact]
    public void A_disposed_key_gives_away_no_seed()
    {
        var key = KeyPair.CreatePair(PrefixByte.User);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(key.GetSeed);
        Assert.Throws<ObjectDisposedException>(() => key.Sign(new byte[1], new byte[64]));
    }
}

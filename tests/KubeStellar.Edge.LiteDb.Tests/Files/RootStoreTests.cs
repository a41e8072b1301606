using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.TestKit.Contracts;

namespace KubeStellar.Edge.LiteDb.Tests.Files;

public sealed class RootStoreTests : RootStoreContract, IDisposable
{
    private readonly StateFolder _folder = new();

    [Fact]
    public void A_damaged_root_is_never_taken_for_none_until_one_is_accepted_again()
    {
        Reopen().WriteAccepted("{\"root\":1}"u8);
        _folder.Flip("accepted.json", 4);
        Assert.Throws<StoreDamagedException>(() => Reopen().ReadAccepted());
        Assert.Throws<StoreDamagedException>(() => Reopen().ReadAccepted());
        Reopen().WriteAccepted("{\"root\":2}"u8);
        Assert.NotNull(Reopen().ReadAccepted());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_root_that_is_gone_or_emptied_is_damage(bool emptied)
    {
        Reopen().WriteAccepted("{\"root\":1}"u8);
        if (emptied)
        {
            File.WriteAllBytes(_folder.File("accepted.json"), []);
        }
        else
        {
            File.Delete(_folder.File("accepted.json"));
        }

        Assert.Throws<StoreDamagedException>(() => Reopen().ReadAccepted());
    }

    [Fact]
    public void Damaged_last_good_manifests_are_set_aside()
    {
        Reopen().WriteLastGood(new Dictionary<PolicyKey, Digest> { [PolicyKey.Parse("default.a")] = Digest.Of("1"u8) });
        _folder.Flip("last-good.json", 4);
        Assert.Empty(Reopen().ReadLastGood());
        Assert.Single(Directory.GetFiles(_folder.File("damaged")));
    }

    protected override IRootStore Reopen() => _folder.Edge().Roots;

    public void Dispose() => _folder.Dispose();
}

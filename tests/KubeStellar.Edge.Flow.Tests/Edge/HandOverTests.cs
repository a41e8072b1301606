using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.TestKit.Memory.Edge;

namespace KubeStellar.Edge.Flow.Tests.Edge;

/// <summary>An edge whose hub hands over the key that signs roots.</summary>
public sealed class HandOverTests : IAsyncDisposable
{
    private static readonly (ManifestEntry Entry, byte[] Content)[] Shop = [SiteHub.Object("ConfigMap", "a", "1"), SiteHub.Object("ConfigMap", "b", "2")];
    private readonly Site _site = new();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_root_of_a_new_key_is_taken_when_the_hub_says_that_it_handed_over()
    {
        await FirstAsync();
        _site.Hub.HandOver("NEXT");
        _site.Link.Heard = _ => HandOver("NEXT");
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", Shop[..1])));
        await _site.UntilAsync(() => _site.Has(Shop[..1]) && _site.Reported(), "followed");
        Assert.DoesNotContain("RootRefused", _site.Conditions);
    }

    [Fact]
    public async Task A_root_of_a_key_that_the_hub_does_not_own_up_to_is_refused_and_told()
    {
        await FirstAsync();
        _site.Hub.HandOver("THIEF");
        _site.Link.Push(_site.Hub.Publish());
        await _site.UntilAsync(() => _site.Conditions.Contains("RootRefused"), "refused");
        await _site.UntilAsync(() => _site.Link.LastHeartbeat!.Conditions.Any(one => one.Type == "RootRefused"), "told");
        Assert.True(_site.Has(Shop));
    }

    [Fact]
    public async Task After_a_hand_over_that_it_slept_through_an_edge_starts_with_what_it_has_and_follows()
    {
        await FirstAsync();
        await _site.StopAsync();

        // Followed, and the process died before a root of the new key came.
        _site.Pin.HandOver("NEXT");
        await _site.StartAsync(connected: false);
        await _site.PassAsync(TimeSpan.FromSeconds(1));
        Assert.True(_site.Has(Shop));
        Assert.DoesNotContain("StoreDamaged", _site.Conditions);

        _site.Link.Connect();
        await _site.UntilAsync(_site.Reported, "the same root is still good");
        Assert.DoesNotContain("RootRefused", _site.Conditions);

        // Somebody found the old key.
        _site.Link.Push(_site.Hub.Publish());
        await _site.UntilAsync(() => _site.Conditions.Contains("RootRefused"), "the old key signs nothing new");
        Assert.True(_site.Has(Shop));
        _site.Hub.HandOver("NEXT");
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", Shop[1..])));
        await _site.UntilAsync(() => _site.Has(Shop[1..]) && !_site.Conditions.Contains("RootRefused"), "the new one does");
    }

    [Fact]
    public async Task What_is_not_followed_is_a_condition_until_something_is()
    {
        await FirstAsync();
        _site.Link.Signal(LinkSignalKind.HubKey, detail: "the key A has two successors");
        await _site.UntilAsync(() => _site.Flow.Status.Conditions.Any(one => one.Type == "HubKeyRefused" && one.Message.Contains("two successors", StringComparison.Ordinal)), "said");
        _site.Link.Signal(LinkSignalKind.HubKey);
        await _site.UntilAsync(() => !_site.Conditions.Contains("HubKeyRefused"), "over");
    }

    private async Task FirstAsync()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(() => _site.Has(Shop) && _site.Reported(), "first");
    }

    private void HandOver(string to)
    {
        if (_site.Pin.Key != to)
        {
            _site.Pin.HandOver(to);
        }
    }
}

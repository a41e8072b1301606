using System.Text.Json;
using KubeStellar.Edge.Daemon.Modes;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Daemon.Tests.Modes;

public sealed class EdgeSelfKeeperTests : IEdgeSelf
{
    private readonly StringWriter _error = new();
    private bool _full;

    public EdgeSelf Now { get; private set; } = EdgeSelf.None;

    [Fact]
    public void Properties_given_once_are_kept_and_given_again_replaced_whole()
    {
        Assert.Empty(Start().Properties);
        Assert.Equal(["gpu", "memoryGiB"], Start(("memoryGiB", "4"), ("gpu", "true")).Properties.Keys);
        Assert.Equal(["gpu", "memoryGiB"], Start().Properties.Keys);
        Assert.Equal("8", Start(("memoryGiB", "8")).Properties["memoryGiB"].GetRawText());
        Assert.Equal(["memoryGiB"], Start().Properties.Keys);
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public void A_full_disk_is_told_and_stops_nothing()
    {
        Start(("memoryGiB", "4"));
        _full = true;
        Assert.Equal("8", Start(("memoryGiB", "8")).Properties["memoryGiB"].GetRawText());
        Assert.Contains("No space", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal("4", Start().Properties["memoryGiB"].GetRawText());
    }

    void IEdgeSelf.Change(Func<EdgeSelf, EdgeSelf> change) => Now = _full ? throw new IOException("No space left on device") : change(Now);

    private EdgeSelfKeeper Start(params (string Key, string Value)[] given) =>
        new(this, new(given.ToDictionary(one => one.Key, one => JsonElement.Parse(one.Value)), StringComparer.Ordinal), _error);
}

using KubeStellar.Edge.Scripting.Client;

namespace KubeStellar.Edge.Scripting.Tests.Client;

public sealed class ChangeLogTests
{
    [Fact]
    public void It_tells_each_slot_once_and_only_what_is_newer()
    {
        var log = new ChangeLog();
        log.Add(1, 5, 10);
        log.Add(2, 3, 10);
        log.Add(2, 5, 10);
        log.Add(3, 3, 10);

        Assert.Equal([3, 5], log.Since(0, 10));
        Assert.Equal([3, 5], log.Since(1, 10));
        Assert.Equal([3], log.Since(2, 10));
        Assert.Empty(log.Since(3, 10));
    }

    [Fact]
    public void Who_lacks_what_was_forgotten_takes_everything()
    {
        var log = new ChangeLog();
        for (var version = 1; version <= 5000; version++)
        {
            log.Add(version, version % 4, 4);
        }

        Assert.Equal([0, 1, 2, 3], log.Since(10, 4));
        Assert.Equal([0, 3], log.Since(4998, 4));
        Assert.Empty(log.Since(5000, 4));
    }
}

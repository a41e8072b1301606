using KubeStellar.Edge.LiteDb.Edge;
using KubeStellar.Edge.LiteDb.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.LiteDb.Tests.Files;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly StateFolder _folder = new();

    [Fact]
    public void A_second_daemon_is_refused_with_a_sentence()
    {
        _folder.Edge();
        var error = Assert.Throws<StateDirectoryException>(() => EdgeStore.Open(_folder.Root, TimeProvider.System, NullLoggerFactory.Instance));
        Assert.Contains("in use by another kse daemon", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_schema_is_refused_with_a_sentence()
    {
        _folder.Edge();
        _folder.CloseAll();
        File.WriteAllText(_folder.File("schema"), "7\n");
        var error = Assert.Throws<StateDirectoryException>(_folder.Edge);
        Assert.Contains("schema 7", error.Message, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("schema"), "1\n");
        _folder.Edge();
    }

    public void Dispose() => _folder.Dispose();
}

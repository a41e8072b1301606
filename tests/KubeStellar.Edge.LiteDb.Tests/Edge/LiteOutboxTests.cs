using KubeStellar.Edge.Flow.Status.Report;
using KubeStellar.Edge.TestKit.Contracts;

namespace KubeStellar.Edge.LiteDb.Tests.Edge;

public sealed class LiteOutboxTests : OutboxContract, IDisposable
{
    private readonly StateFolder _folder = new();

    [Theory]
    [InlineData("edge.db")]
    [InlineData("sequence")]
    [InlineData("edge.db", "sequence")]
    public async Task Sequences_do_not_repeat_after_files_were_lost(params string[] files)
    {
        var last = await Reopen().NextSequenceAsync(default);
        _folder.CloseAll();
        foreach (var file in files)
        {
            File.Delete(_folder.File(file));
        }

        Assert.True(await Reopen().NextSequenceAsync(default) > last);
    }

    protected override IOutbox Reopen() => _folder.Edge().Outbox;

    public void Dispose() => _folder.Dispose();
}

using KubeStellar.Edge.Flow.Edge.Upsync;
using KubeStellar.Edge.TestKit.Contracts;

namespace KubeStellar.Edge.LiteDb.Tests.Edge;

public sealed class LiteUpsyncOutboxTests : UpsyncOutboxContract, IDisposable
{
    private readonly StateFolder _folder = new();

    protected override IUpsyncOutbox Reopen() => _folder.Edge().Upsyncs;

    public void Dispose() => _folder.Dispose();
}

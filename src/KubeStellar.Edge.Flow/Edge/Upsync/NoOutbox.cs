using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Upsync;

/// <summary>Keeps nothing: after a restart the target is looked at anew.</summary>
internal sealed class NoOutbox : IUpsyncOutbox
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<BornObject>> ReadAsync(CancellationToken token) => Task.FromResult<IReadOnlyList<BornObject>>([]);

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyCollection<BornObject> put, IReadOnlyCollection<(PolicyKey Policy, ObjectKey Key)> remove, CancellationToken token) => Task.CompletedTask;
}

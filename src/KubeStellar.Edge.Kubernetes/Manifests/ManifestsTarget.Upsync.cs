using System.Runtime.CompilerServices;
using KubeStellar.Edge.Flow.Edge.Upsync;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>What devices write beside the folder.</summary>
internal sealed partial class ManifestsTarget : IUpsyncTarget
{
    private readonly BornFolder _born = new(folder.Path);

    /// <inheritdoc/>
    public Task<UpsyncReading> ReadBornAsync(UpsyncQuery query, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        return Task.FromResult(_born.Read(query));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<UpsyncHint> WatchBornAsync([EnumeratorCancellation] CancellationToken token)
    {
        // Before it is there it cannot be watched; the pass from time to time finds it.
        while (!Directory.Exists(_born.Path))
        {
            await Task.Delay(ManifestsWatch.Renewal / 30, watch.Time, token);
        }

        await foreach (var _ in watch.NamesAsync(_born.Path, token))
        {
            yield return default;
        }
    }
}

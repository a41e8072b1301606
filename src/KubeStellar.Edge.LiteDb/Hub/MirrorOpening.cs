using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Hosting;

namespace KubeStellar.Edge.LiteDb.Hub;

/// <summary>
/// Reads the mirror while the rest of the hub starts, its server above all, which takes as long: whoever looks at it first finds it read. What is wrong with it is said to whoever looks.
/// </summary>
internal sealed class MirrorOpening(IHubMirror mirror) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Run(async () => await ((Task)mirror.LoadAsync(stoppingToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing), CancellationToken.None);
}

using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Scripting;
using Microsoft.Extensions.Hosting;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>
/// Starts the policy host while the hub's server reads its streams, which takes as long: registered before it, so that the first decision finds the host up.
/// A hub that has no policy, as far as its mirror knows, starts none.
/// </summary>
internal sealed class PolicyHostAhead(IHubMirror mirror, IPolicyHost host) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => BeginAsync(stoppingToken), CancellationToken.None);

    private async Task BeginAsync(CancellationToken stopping)
    {
        var mirrored = mirror.LoadAsync(stopping);

        // What is wrong with the mirror is told to those who need it.
        await ((Task)mirrored).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (mirrored.IsCompletedSuccessfully && (await mirrored).Any(bucket => bucket.Name == Buckets.Policies && bucket.Entries.Count > 0))
            await host.BeginAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

namespace KubeStellar.Edge.Flow.Loop;

/// <summary>A daemon's loops: none ends before all do. The first that ends by itself takes the others with it, loudly, and the next start repairs.</summary>
internal static class LoopGroup
{
    /// <summary>Waits for the first loop to end, ends the others, and throws what any of them failed with.</summary>
    /// <param name="loops">The loops, running.</param>
    /// <param name="stop">Ends them.</param>
    /// <param name="onStops">Called when one ended though nobody asked for it.</param>
    /// <param name="stopping">Somebody asked to stop.</param>
    internal static async Task WaitAsync(IReadOnlyCollection<Task> loops, CancellationTokenSource stop, Action<Exception?> onStops, CancellationToken stopping)
    {
        var first = await Task.WhenAny(loops);
        if (!stopping.IsCancellationRequested)
        {
            onStops(first.Exception?.InnerException);
        }

        await stop.CancelAsync();
        try
        {
            await Task.WhenAll(loops);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !loops.Any(loop => loop.IsFaulted))
        {
            // Asked to stop, and stopped.
        }
    }
}

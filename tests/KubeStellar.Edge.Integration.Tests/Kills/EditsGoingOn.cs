namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>Somebody who edits objects and policy all the time, one edit after the other.</summary>
internal sealed class EditsGoingOn(KillWorld world, int seed) : IAsyncDisposable
{
    private const int LongestPause = 800;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _break = new();
    private Task _going = Task.CompletedTask;

    public static EditsGoingOn Start(KillWorld world, int seed)
    {
        var edits = new EditsGoingOn(world, seed);
        edits._going = Task.Run(edits.RunAsync);
        return edits;
    }

    /// <summary>Fails when an edit failed for good.</summary>
    public Task CheckAsync() => _going.IsFaulted ? _going : Task.CompletedTask;

    /// <summary>Returns when the last edit was taken.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _going;
    }

    public async ValueTask DisposeAsync()
    {
        // A test that failed waits for no answer.
        await _stop.CancelAsync();
        await _break.CancelAsync();
        await Task.WhenAny(_going);
        _stop.Dispose();
        _break.Dispose();
    }

    private async Task RunAsync()
    {
        var random = new Random(seed);
        while (!_stop.IsCancellationRequested)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_break.Token, Site.Patience(180));
            await world.EditAsync(random.Next(WantedObjects.Count + 1), patience.Token);
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(random.Next(LongestPause)), TimeProvider.System, _stop.Token));
        }
    }
}

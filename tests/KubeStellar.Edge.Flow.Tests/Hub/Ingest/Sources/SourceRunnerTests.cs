using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Ingest.Sources;
using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest.Sources;

public sealed class SourceRunnerTests
{
    [Fact]
    public async Task A_source_that_breaks_is_told_and_started_again_and_the_others_go_on()
    {
        var broken = new BreakingSource("dir:/broken", new InvalidOperationException("no such thing"), new IOException("gone"));
        var world = new HubWorld();
        world.Sources.AddRange([broken, new FakeSource("dir:/well")]);
        using var hub = await world.StartAsync();
        var time = new FakeTimeProvider();
        using var runner = new SourceRunner(hub.Service<SourceBook>(), hub.Service<SourceDesk>(), time, NullLogger<SourceRunner>.Instance);
        await runner.StartAsync(default);

        while (!broken.Stands.Task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Equal(3, broken.Runs);
        Assert.Equal(["it cannot be read: no such thing; what it brought stays", "it cannot be read: gone; what it brought stays"], broken.Told);
        await runner.StopAsync(default);
        Assert.True(runner.ExecuteTask!.IsCompletedSuccessfully);
    }

    /// <summary>Throws once each, then stands.</summary>
    private sealed class BreakingSource(string id, params Exception[] errors) : ISource
    {
        private ISourceFeed? _feed;

        public string Id => id;

        public string Workspace => "default";

        public int Runs { get; private set; }

        public List<string> Told { get; } = [];

        public TaskCompletionSource Stands { get; } = new();

        public Task RunAsync(ISourceFeed feed, CancellationToken token)
        {
            _feed = feed;
            if (_feed.Last is { Phase: SourcePhase.Unreachable } last)
            {
                Told.Add(last.Message);
            }

            if (++Runs <= errors.Length)
            {
                throw errors[Runs - 1];
            }

            Stands.SetResult();
            return Task.Delay(Timeout.Infinite, token);
        }

        public void Confirm()
        {
        }
    }
}

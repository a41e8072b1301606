using KubeStellar.Edge.Daemon.Modes;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Daemon.Tests.Modes;

public sealed class DaemonRunTests
{
    [Fact]
    public async Task A_start_that_fails_says_what_failed_and_nothing_of_the_loops_that_end_with_it()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        using var log = new HeardLog();
        builder.Logging.AddProvider(log);
        var loop = new Loop();
        builder.Services.AddHostedService(_ => loop);
        builder.Services.AddHostedService(_ => new Refused(loop.Began));

        var failure = await Assert.ThrowsAsync<DaemonFailure>(() => DaemonRun.HostAsync(builder.Build(), TestContext.Current.CancellationToken));

        Assert.Equal("refused", failure.Message);
        await loop.ExecuteTask!.ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        Assert.True(loop.ExecuteTask.IsCanceled);
        Assert.Equal([], log.Said.Where(line => line.Level >= LogLevel.Critical));
    }

    /// <summary>Waits until it is told to end, as loops over news do.</summary>
    private sealed class Loop : BackgroundService
    {
        private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Began => _began.Task;

        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            _began.SetResult();
            return Task.Delay(Timeout.Infinite, stoppingToken);
        }
    }

    private sealed class Refused(Task first) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await first;
            throw new DaemonFailure("refused");
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

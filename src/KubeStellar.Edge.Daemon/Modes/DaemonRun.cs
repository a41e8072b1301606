using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>Runs a daemon and turns what stops it into a sentence and an exit code.</summary>
internal static class DaemonRun
{
    private const int Failed = 2;

    /// <summary>EX_CONFIG of sysexits.h: starting again helps nothing, and the units do not.</summary>
    private const int Configuration = 78;

    internal static async Task<int> RunAsync(Func<Task<int>> run)
    {
        CoreDumps.Refuse();
        try
        {
            return await run();
        }
        catch (Exception e) when (ForPeople(e) is { } message && Environment.GetEnvironmentVariable("KSE_DEBUG") is not { Length: > 0 })
        {
            await Console.Error.WriteLineAsync("error: " + message);
            return IsForGood(e) ? Configuration : Failed;
        }
    }

    /// <summary>
    /// Runs a host to its end. A loop that failed ends the host in good order and without an error of its own; here it becomes one, so that whoever
    /// watches this process sees that it did not end because it was told to.
    /// </summary>
    internal static async Task<int> HostAsync(IHost host, CancellationToken token)
    {
        try
        {
            await host.StartAsync(token);

            // Only what failed before the end began: a loop whose server goes first may still trip on its way out.
            Task failed = Task.CompletedTask;
            var loops = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
            host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(
                () => failed = loops.Select(loop => loop.ExecuteTask).FirstOrDefault(run => run is { IsFaulted: true }) ?? Task.CompletedTask);
            await host.WaitForShutdownAsync(token);
            await failed;
            return 0;
        }
        finally
        {
            // A start that failed leaves loops that did begin: without this the host takes their end for one more failure, and says so with a stack.
            host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }

    private static bool IsForGood(Exception e) => e is LiteDb.Files.StateDirectoryException { FromNewer: true } || (e is AggregateException { InnerExceptions: [var only] } && IsForGood(only));

    // What is written for people is said as it is; anything else is a bug and shows its stack.
    private static string? ForPeople(Exception e) => e switch
    {
        DaemonFailure or ValidationException => e.Message,
        OptionsValidationException options => string.Join("; ", options.Failures),
        Nats.Identity.IdentityException or Nats.Server.ServerException => e.Message,
        Flow.State.Buckets.BucketUnavailableException or Flow.State.Buckets.BucketRefusedException => e.Message,
        Flow.State.Plan.LeaseLostException => e.Message,
        LiteDb.Files.StateDirectoryException => e.Message,
        Kubernetes.Manifests.TargetTakenException => e.Message,
        AggregateException { InnerExceptions: [var only] } => ForPeople(only),
        UnauthorizedAccessException => e.Message,
        _ => null,
    };
}

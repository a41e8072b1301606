using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>Runs a daemon and turns what stops it into a sentence and an exit code.</summary>
internal static class DaemonRun
{
    private const int Failed = 2;

    internal static async Task<int> RunAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (ForPeople(e) is { } message && Environment.GetEnvironmentVariable("KSE_DEBUG") is not { Length: > 0 })
        {
            await Console.Error.WriteLineAsync("error: " + message);
            return Failed;
        }
    }

    // What is written for people is said as it is; anything else is a bug and shows its stack.
    private static string? ForPeople(Exception e) => e switch
    {
        DaemonFailure or ValidationException => e.Message,
        OptionsValidationException options => string.Join("; ", options.Failures),
        Nats.Identity.IdentityException or Nats.Server.ServerException => e.Message,
        Flow.State.Buckets.BucketUnavailableException or Flow.State.Buckets.BucketRefusedException => e.Message,
        LiteDb.Files.StateDirectoryException => e.Message,
        AggregateException { InnerExceptions: [var only] } => ForPeople(only),
        UnauthorizedAccessException => e.Message,
        _ => null,
    };
}

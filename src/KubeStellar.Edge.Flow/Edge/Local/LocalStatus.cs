using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Edge.Local;

/// <summary>Answers <c>kse status</c> for a daemon whose flow does not run yet.</summary>
public static class LocalStatus
{
    /// <summary>Answers on the socket of a state directory until the token ends.</summary>
    public static Task ServeAsync(string stateDirectory, IEdgeStatusSource source, TimeProvider time, ILoggerFactory logs, CancellationToken token) =>
        new LocalStatusServer(stateDirectory, source, new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5)), new Random(), time, logs.CreateLogger<LocalStatusServer>()).RunAsync(token);
}

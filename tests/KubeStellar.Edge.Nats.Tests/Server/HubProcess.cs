using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Nats.Tests.Server;

/// <summary>Not a test: a hub process for <see cref="ParentDeathTests"/>, which starts this executable again and asks for it by name.</summary>
public sealed class HubProcess
{
    public const string StateVariable = "KSE_TEST_HUB_STATE";

    [Fact(Explicit = true)]
    public async Task RunUntilKilled()
    {
        var state = Environment.GetEnvironmentVariable(StateVariable) ?? throw new InvalidOperationException(StateVariable + " is not set");
        using var keys = HubKeys.LoadOrCreate(state);
        using var server = new EmbeddedServer(keys, new EmbeddedServerOptions { StateDirectory = state }, TimeProvider.System, NullLogger<EmbeddedServer>.Instance);
        await server.StartAsync(CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(state, "ready"), "");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
    }
}

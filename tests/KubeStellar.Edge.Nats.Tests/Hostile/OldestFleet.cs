using KubeStellar.Edge.Nats.Server;

namespace KubeStellar.Edge.Nats.Tests.Hostile;

/// <summary>The same fleet on the oldest nats-server that could be had; without one its tests are skipped, and say so.</summary>
public sealed class OldestFleet() : HostileFleet(Path, Path is null ? "there is no .tools/nats-server-oldest: .ci/get-nats-server --oldest brings it where apt can" : "")
{
    private static string? Path { get; } = NatsServerBinary.Tools(AppContext.BaseDirectory).Select(place => place + "-oldest").FirstOrDefault(File.Exists);
}

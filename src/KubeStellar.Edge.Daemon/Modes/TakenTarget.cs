using KubeStellar.Edge.Nats.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>A target that was taken before joining, so that a slip costs no token, and is added after, when the hub is known. Disposing of it lets go of what it holds.</summary>
/// <param name="Register">Adds it for the hub that was joined.</param>
/// <param name="Hold">What is held as long as the daemon lives; null for nothing.</param>
internal sealed record TakenTarget(Action<IServiceCollection, HubPin> Register, IDisposable? Hold) : IDisposable
{
    /// <summary>Time between looks at every object; null for the usual. A target whose watches tell of all changes needs few.</summary>
    internal TimeSpan? FullPass { get; init; }

    public void Dispose() => Hold?.Dispose();
}

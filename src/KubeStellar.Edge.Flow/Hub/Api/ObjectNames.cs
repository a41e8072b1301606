using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>How people name objects in requests (<see cref="ObjectReference"/>).</summary>
internal static class ObjectNames
{
    /// <summary>Whether a name means an object.</summary>
    internal static bool Means(string name, ObjectKey key) => ObjectReference.Means(name, key);

    /// <summary>What keeps a name from meaning anything, or null.</summary>
    internal static string? Explain(string name) => ObjectReference.Explain(name);
}

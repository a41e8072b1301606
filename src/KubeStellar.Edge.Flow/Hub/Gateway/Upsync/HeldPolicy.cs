using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Hub.Gateway.Upsync;

/// <summary>What one edge carried up for one policy. Changed under the lock of its <see cref="EdgeShelf"/>.</summary>
internal sealed class HeldPolicy
{
    /// <summary>The objects.</summary>
    internal Dictionary<ObjectKey, HeldObject> Objects { get; } = [];

    /// <summary>The newest part that is durable; a part that is not above it came late.</summary>
    internal long Taken { get; set; }

    /// <summary>Whether the edge told this process all that there is: before that a change says nothing, because an earlier one may be missing.</summary>
    internal bool Indexed { get; set; }

    /// <summary>The daemon's process that told so.</summary>
    internal string Process { get; set; } = "";

    /// <summary>Bytes of all objects.</summary>
    internal long Bytes => Objects.Values.Sum(item => (long)item.Bytes);
}

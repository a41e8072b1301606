using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>Something to be looked at by the apply loop.</summary>
/// <param name="Kind">What.</param>
/// <param name="Key">Which object, when it is one.</param>
internal readonly record struct ApplyWork(ApplyWorkKind Kind, ObjectKey Key)
{
    internal static ApplyWork Tree => new(ApplyWorkKind.Tree, default);

    internal static ApplyWork Everything => new(ApplyWorkKind.Everything, default);

    internal static ApplyWork Records => new(ApplyWorkKind.Records, default);

    internal static ApplyWork Object(ObjectKey key) => new(ApplyWorkKind.Object, key);
}

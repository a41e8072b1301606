using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>Keeps values of secrets out of what is recorded and shown: of an operation on a Secret's data only the place stays.</summary>
internal static class OperationMask
{
    private static readonly JsonElement Hidden = JsonElement.Parse("\"(hidden)\"");

    /// <summary>The operations as they may be seen.</summary>
    public static IReadOnlyList<JsonOperation> Mask(ObjectKey key, IReadOnlyList<JsonOperation> operations) =>
        key.IsSecret
            ? [.. operations.Select(operation => operation.Value is not null && (operation.Path.IsEmpty || operation.Path[0] is "data" or "stringData") ? operation with { Value = Hidden } : operation)]
            : operations;
}

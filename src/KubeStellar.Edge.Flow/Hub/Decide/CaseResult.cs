using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>What <c>customize</c> did in one case, as it is recorded and compared.</summary>
/// <param name="Operations">On the one object; null when it became several.</param>
/// <param name="Copies">On each copy; null when it stayed one.</param>
/// <param name="Digest">Digest of either as JSON.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record CaseResult(IReadOnlyList<JsonOperation>? Operations, IReadOnlyList<IReadOnlyList<JsonOperation>>? Copies, Digest Digest, int Bytes)
{
    /// <summary>What a group of edges gets; null when it gets nothing.</summary>
    public static CaseResult? Of(ObjectKey key, VariantGroup? variant)
    {
        if (variant is null || variant.Omit)
        {
            return null;
        }

        if (variant.Copies is { } several)
        {
            IReadOnlyList<IReadOnlyList<JsonOperation>> copies = [.. several.Select(copy => OperationMask.Mask(key, copy))];
            var list = JsonSerializer.SerializeToUtf8Bytes(copies, ContractsJson.Default.IReadOnlyListIReadOnlyListJsonOperation);
            return new CaseResult(null, copies, Digest.Of(list), list.Length);
        }

        var operations = OperationMask.Mask(key, variant.Operations);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(operations, ContractsJson.Default.IReadOnlyListJsonOperation);
        return new CaseResult(operations, null, Digest.Of(bytes), bytes.Length);
    }
}

using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Everything that changes what the hub was entrusted with. Each is checked whole, written durably (bucket, then mirror), and only then taken into the flow and answered.</summary>
public interface IHubCommands
{
    /// <summary>Applies objects and policies; the result is an <see cref="ApplyResult"/>.</summary>
    Task<ApiReply> ApplyAsync(string workspace, ApplyRequest request, CancellationToken token);

    /// <summary>Deletes objects and policies; the result is an <see cref="ApplyResult"/>.</summary>
    Task<ApiReply> DeleteAsync(string workspace, DeleteRequest request, CancellationToken token);

    /// <summary>Labels, taints or removes an edge; the result is an <see cref="ItemsResult"/> with the edge.</summary>
    Task<ApiReply> EditEdgeAsync(EdgeEditRequest request, CancellationToken token);

    /// <summary>Lets a held change go on; the result is an <see cref="ItemsResult"/> with the rollout.</summary>
    Task<ApiReply> ConfirmAsync(string workspace, ConfirmRequest request, CancellationToken token);

    /// <summary>Steers a policy's rollouts, or freezes all (every action of <see cref="RolloutActions"/> that changes something); the result is a <see cref="RolloutResult"/> without live totals.</summary>
    Task<ApiReply> RolloutAsync(string workspace, RolloutRequest request, CancellationToken token);

    /// <summary>Puts an admitted edge into the inventory. Returns null, or why it was refused (another device holds the id).</summary>
    Task<string?> AdmitAsync(EdgeRecord edge, CancellationToken token);

    /// <summary>Does what is left to do for a device that was approved to be an edge. Returns empty when it is that edge now, else why it cannot be.</summary>
    Task<string> FinishAsync(string edge, string publicKey, CancellationToken token);

    /// <summary>Holds an edge until a person ends it: nothing new goes out to it, and nothing that it says is believed.</summary>
    Task HoldAsync(string edge, string reason, string message, CancellationToken token);

    /// <summary>Replaces what a device says of itself; nothing is written when it says the same.</summary>
    Task FactsAsync(string edge, SortedDictionary<string, JsonElement> properties, CancellationToken token);

    /// <summary>Stores an uploaded chunk of a large content.</summary>
    Task<ApiReply> BlobAsync(ReadOnlyMemory<byte> chunk, CancellationToken token);
}

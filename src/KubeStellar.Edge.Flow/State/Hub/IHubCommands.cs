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

    /// <summary>Gives an edge that was admitted other keys. Returns null, or why not (it has another key by now, or is gone).</summary>
    /// <param name="edge">The edge.</param>
    /// <param name="known">The public key that it must have.</param>
    /// <param name="identity">Who it is from now on.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<string?> IdentifyAsync(string edge, string known, EdgeIdentity identity, CancellationToken token);

    /// <summary>Replaces what a device says of itself; nothing is written when it says the same.</summary>
    Task FactsAsync(string edge, SortedDictionary<string, JsonElement> properties, CancellationToken token);

    /// <summary>Stores an uploaded chunk of a large content.</summary>
    Task<ApiReply> BlobAsync(ReadOnlyMemory<byte> chunk, CancellationToken token);
}

using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Kubernetes.Source.Objects;

/// <summary>An object that is to be handed over.</summary>
/// <param name="Content">Its cleaned JSON.</param>
/// <param name="Reference">What events about it refer to.</param>
/// <param name="TakesOver">Whether it may take over what people applied.</param>
internal sealed record PendingObject(byte[] Content, JsonObject Reference, bool TakesOver)
{
    /// <summary>Of its content.</summary>
    internal Digest Digest { get; } = Digest.Of(Content);
}

using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Webhook;

/// <summary>What a webhook says.</summary>
/// <param name="Allowed">Whether the write may go on.</param>
/// <param name="Message">Why not.</param>
/// <param name="Code">Status code of a refusal: the usual frameworks say 403; 0 says none, which the server makes 400 without a reason.</param>
/// <param name="Patch">Operations (RFC 6902) that a mutating one makes; null for none.</param>
public sealed record WebhookVerdict(bool Allowed, string Message = "", int Code = 403, JsonArray? Patch = null)
{
    /// <summary>Go on.</summary>
    public static WebhookVerdict Yes { get; } = new(true);
}

using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Client;

/// <summary>What a server answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Text">Body as text.</param>
/// <param name="RetryAfter">Seconds of a Retry-After header; null without one.</param>
/// <param name="ContentType">Content type with its parameters.</param>
public sealed record ApiAnswer(int Status, string Text, int? RetryAfter, string ContentType)
{
    /// <summary>Body as JSON; null when it is none.</summary>
    public JsonNode? Body { get; } = Text.StartsWith('{') ? JsonNode.Parse(Text) : null;

    /// <summary>Whether the server did it.</summary>
    public bool IsOk => Status < 400;

    /// <summary>The reason of a Status body, as <c>NotFound</c>; empty without one.</summary>
    public string Reason => (string?)Body?["reason"] ?? "";

    /// <summary>The message of a Status body; empty without one.</summary>
    public string Message => (string?)Body?["message"] ?? "";

    /// <summary>Causes of a Status body as <c>reason field: message</c>, in their order.</summary>
    public IReadOnlyList<string> Causes =>
        [.. ((Body?["details"] as JsonObject)?["causes"] as JsonArray ?? []).Select(cause => $"{(string?)cause!["reason"]} {(string?)cause["field"]}: {(string?)cause["message"]}")];

    /// <summary>The body of what went well.</summary>
    /// <exception cref="InvalidOperationException">It did not; the message shows the answer.</exception>
    public JsonObject Ok() => IsOk ? Body as JsonObject ?? [] : throw new InvalidOperationException($"the API server answered {Status}: {Text}");
}

using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.State.Audit;

/// <summary>What a message of the audit stream says of its place, read from its bytes as they lie: nothing here trusts who wrote them.</summary>
internal sealed record ChainedEvent(long? Number, Digest? Previous, Digest? Chain, DateTimeOffset? Time)
{
    /// <summary>Null, or why it is not what a hub wrote.</summary>
    public string? Wrong { get; init; }

    /// <summary>Whether it says to be in a chain.</summary>
    public bool Linked => Number is not null && Chain is not null;

    internal static ChainedEvent Read(AuditEntry entry)
    {
        try
        {
            using var document = JsonDocument.Parse(entry.Body, new JsonDocumentOptions { MaxDepth = ObjectLimits.MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(entry, document.RootElement) : Nothing("it is no event");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return Nothing($"it cannot be read ({error.Message})");
        }
    }

    private static ChainedEvent Read(AuditEntry entry, JsonElement body)
    {
        var number = body.TryGetProperty("number", out var counted) && counted.ValueKind == JsonValueKind.Number && counted.TryGetInt64(out var value) ? value : (long?)null;
        var time = Text(body, "at") is { } at && DateTimeOffset.TryParse(at, System.Globalization.CultureInfo.InvariantCulture, out var when) ? when : (DateTimeOffset?)null;
        var read = new ChainedEvent(number, DigestOf(body, "previous"), DigestOf(body, "chain"), time);
        return !read.Linked ? read
            : Own(body) != read.Chain ? read with { Wrong = "what it says does not give its chain value" }
            : Subjects.Event(Text(body, "kind") ?? "", Text(body, "subject") ?? "") != entry.Subject ? read with { Wrong = "it lies under a subject that is not its own" }
            : read;
    }

    private static Digest? Own(JsonElement body)
    {
        try
        {
            return EventChain.Of(body);
        }
        catch (JsonRefusedException)
        {
            return null; // A hub writes nothing that has no canonical form.
        }
    }

    private static ChainedEvent Nothing(string why) => new(null, null, null, null) { Wrong = why };

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static Digest? DigestOf(JsonElement body, string name) => Digest.TryParse(Text(body, name), out var digest) ? digest : null;
}

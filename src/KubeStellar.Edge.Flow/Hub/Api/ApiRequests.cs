using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Reads requests strictly: a member that this version does not know is a misspelt one, and ignoring it would do something else than was asked.</summary>
internal static class ApiRequests
{
    // The deepest object within an apply request's own few levels.
    private const int Depth = ObjectLimits.MaxDepth + 16;

    private static readonly JsonSerializerOptions Strict = new(ContractsJson.Default.Options) { MaxDepth = Depth, AllowDuplicateProperties = false };

    /// <summary>The request; throws <see cref="ApiRefusedException"/> that names the field.</summary>
    internal static T Read<T>(ReadOnlyMemory<byte> body)
        where T : class
    {
        var type = (JsonTypeInfo<T>)Strict.GetTypeInfo(typeof(T));
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = Depth, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Refuse("", "a JSON object is expected");
            if (StrictShape.FindUnknown(document.RootElement, type) is { } unknown)
                throw Refuse(unknown, $"the field {unknown} is not known; see `kse --help` for what can be asked");
            return WireJson.Read(body.Span, type) ?? throw Refuse("", "a JSON object is expected");
        }
        catch (JsonException error)
        {
            var field = error.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "";
            throw Refuse(field, Sentence(error));
        }
    }

    internal static ApiRefusedException Refuse(string field, string message) => new("invalid", message, new ApiFault("request", field, message));

    private static string Sentence(JsonException error)
    {
        // The framework appends "Path: ... | LineNumber: ..."; the place is said in our own words.
        var text = error.Message;
        var end = text.IndexOf(" Path: ", StringComparison.Ordinal);
        end = end < 0 ? text.IndexOf(" LineNumber: ", StringComparison.Ordinal) : end;
        text = end < 0 ? text : text[..end];
        return error is { LineNumber: { } line, BytePositionInLine: { } column } ? $"{text} (line {line + 1}, column {column + 1})" : text;
    }
}

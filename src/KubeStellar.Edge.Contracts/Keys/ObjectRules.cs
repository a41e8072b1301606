using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>
/// What an object must be before the hub takes it, by the rules that a Kubernetes API server applies to every kind
/// (https://kubernetes.io/docs/concepts/overview/working-with-objects/), and by one of our own: no names that only a server can make up.
/// </summary>
public static class ObjectRules
{
    private const int MaxAnnotationBytes = 256 * 1024;
    private const int MaxKind = 63;

    /// <summary>All that is wrong, in the order of the fields; empty for a good object. The object is one that <see cref="CanonicalJson"/> accepted.</summary>
    public static IReadOnlyList<FieldError> Check(JsonElement obj)
    {
        if (obj.ValueKind != JsonValueKind.Object)
        {
            return [new FieldError("", "an object is expected, with apiVersion, kind and metadata")];
        }

        var size = JsonMarshal.GetRawUtf8Value(obj).Length;
        if (size > ObjectLimits.MaxObjectBytes)
        {
            return [new FieldError("", $"the object has {size} bytes, and {ObjectLimits.MaxObjectBytes} are allowed")];
        }

        var errors = new List<FieldError>();
        var group = Group(obj, errors);
        var kind = Kind(obj, errors);
        if (kind is not null && kind.EndsWith("List", StringComparison.Ordinal) && obj.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array)
        {
            errors.Add(new FieldError("kind", "a list is no object; give its items one by one"));
            return errors;
        }

        if (!obj.TryGetProperty("metadata", out var metadata))
        {
            errors.Add(new FieldError("metadata", "is missing"));
        }
        else if (metadata.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new FieldError("metadata", "must be an object"));
        }
        else
        {
            Metadata(metadata, group ?? "", kind ?? "", errors);
        }

        if (kind == "Secret" && group == "")
        {
            errors.AddRange(SecretRules.Check(obj));
        }

        return errors;
    }

    private static string? Group(JsonElement obj, List<FieldError> errors)
    {
        if (Text(obj, "apiVersion", "apiVersion", errors) is not { } text)
        {
            return null;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var version = text[(slash + 1)..];
        if (slash >= 0 && Names.ExplainDnsSubdomain(text[..slash]) is { } wrongGroup)
        {
            errors.Add(new FieldError("apiVersion", $"the group {wrongGroup}"));
        }
        else if (Names.ExplainDnsLabel(version) is { } wrongVersion)
        {
            errors.Add(new FieldError("apiVersion", $"the version {wrongVersion}"));
        }

        return slash < 0 ? "" : text[..slash];
    }

    private static string? Kind(JsonElement obj, List<FieldError> errors)
    {
        if (Text(obj, "kind", "kind", errors) is not { } kind)
        {
            return null;
        }

        if (kind.Length > MaxKind || !char.IsAsciiLetter(kind[0]) || !kind.All(char.IsAsciiLetterOrDigit))
        {
            errors.Add(new FieldError("kind", $"must be at most {MaxKind} letters and digits and begin with a letter"));
        }

        return kind;
    }

    private static void Metadata(JsonElement metadata, string group, string kind, List<FieldError> errors)
    {
        if (metadata.TryGetProperty("generateName", out var generate) && generate.ValueKind != JsonValueKind.Null)
        {
            errors.Add(new FieldError("metadata.generateName", "is not accepted: every edge would make up another name; set metadata.name"));
        }
        else if (Text(metadata, "name", "metadata.name", errors) is { } name && ObjectNames.Explain(group, kind, name) is { } wrong)
        {
            errors.Add(new FieldError("metadata.name", wrong));
        }

        if (metadata.TryGetProperty("namespace", out var space) && space.ValueKind != JsonValueKind.Null)
        {
            Namespace(space, group, kind, errors);
        }

        Strings(metadata, "labels", errors, Names.ExplainLabelKey, Names.ExplainLabelValue);
        var bytes = Strings(metadata, "annotations", errors, static key => Names.ExplainQualifiedName(key.ToLowerInvariant()), static _ => null);
        if (bytes > MaxAnnotationBytes)
        {
            errors.Add(new FieldError("metadata.annotations", $"have {bytes} bytes in all, and {MaxAnnotationBytes} are allowed"));
        }
    }

    private static void Namespace(JsonElement space, string group, string kind, List<FieldError> errors)
    {
        if (space.ValueKind != JsonValueKind.String)
        {
            errors.Add(new FieldError("metadata.namespace", "must be a string"));
        }
        else if (ObjectNames.IsClusterScoped(group, kind))
        {
            errors.Add(new FieldError("metadata.namespace", $"a {kind} is cluster-scoped and has no namespace"));
        }
        else if (Names.ExplainDnsLabel(space.GetString()!) is { } wrong)
        {
            errors.Add(new FieldError("metadata.namespace", wrong));
        }
    }

    /// <summary>Checks a map of strings and returns the bytes of its keys and values.</summary>
    private static int Strings(JsonElement metadata, string field, List<FieldError> errors, Func<string, string?> explainKey, Func<string, string?> explainValue)
    {
        var path = $"metadata.{field}";
        if (!metadata.TryGetProperty(field, out var map) || map.ValueKind == JsonValueKind.Null)
        {
            return 0;
        }

        if (map.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new FieldError(path, "must be an object of strings"));
            return 0;
        }

        var bytes = 0;
        foreach (var member in map.EnumerateObject())
        {
            var at = $"{path}.{JsonPath.Show([member.Name])}";
            if (explainKey(member.Name) is { } wrongKey)
            {
                errors.Add(new FieldError(at, $"the key {wrongKey}"));
            }

            if (member.Value.ValueKind != JsonValueKind.String)
            {
                errors.Add(new FieldError(at, $"must be a string, not a {Word(member.Value.ValueKind)}: put it in quotes"));
                continue;
            }

            var value = member.Value.GetString()!;
            bytes += Encoding.UTF8.GetByteCount(member.Name) + Encoding.UTF8.GetByteCount(value);
            if (explainValue(value) is { } wrongValue)
            {
                errors.Add(new FieldError(at, $"the value {wrongValue}"));
            }
        }

        return bytes;
    }

    private static string? Text(JsonElement parent, string field, string path, List<FieldError> errors)
    {
        if (!parent.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            errors.Add(new FieldError(path, "is missing"));
        }
        else if (value.ValueKind != JsonValueKind.String)
        {
            errors.Add(new FieldError(path, $"must be a string, not a {Word(value.ValueKind)}"));
        }
        else if (value.GetString() is { Length: > 0 } text)
        {
            return text;
        }
        else
        {
            errors.Add(new FieldError(path, "is empty"));
        }

        return null;
    }

    internal static string Word(JsonValueKind kind) => kind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => "number",
        JsonValueKind.Array => "list",
        JsonValueKind.Object => "map",
        JsonValueKind.String => "string",
        _ => "null",
    };
}

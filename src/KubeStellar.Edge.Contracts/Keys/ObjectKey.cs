using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>
/// Names a Kubernetes object: <c>&lt;group or _&gt;.&lt;kind&gt;.&lt;namespace or _&gt;.&lt;name&gt;</c> with every token escaped to the alphabet
/// of NATS keys (see <see cref="KeyToken"/>). The version of the API is no part of an object's identity.
/// </summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Kind">Kind, as in <c>kind:</c>.</param>
/// <param name="Namespace">Namespace; empty for a cluster-scoped object.</param>
/// <param name="Name">Name.</param>
[JsonConverter(typeof(ObjectKeyJsonConverter))]
public readonly record struct ObjectKey(string Group, string Kind, string Namespace, string Name) : IComparable<ObjectKey>
{
    /// <summary>Whether it names a Secret, whose values are shown to nobody but its target.</summary>
    public bool IsSecret => this is { Group: "", Kind: "Secret" };

    /// <summary>The key of an object by its <c>apiVersion</c>, <c>kind</c>, <c>metadata.namespace</c> and <c>metadata.name</c>; throws <see cref="JsonRefusedException"/> that names the field which is missing or not a string.</summary>
    public static ObjectKey OfObject(JsonElement obj)
    {
        if (obj.ValueKind != JsonValueKind.Object)
        {
            throw new JsonRefusedException("an object is expected, with apiVersion, kind and metadata", "");
        }

        var apiVersion = Text(obj, "", "apiVersion")!;
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        if (apiVersion.LastIndexOf('/') != slash || slash == 0 || slash == apiVersion.Length - 1)
        {
            throw new JsonRefusedException("apiVersion must be <version> or <group>/<version>", "apiVersion");
        }

        var kind = Text(obj, "", "kind")!;
        if (!obj.TryGetProperty("metadata", out var metadata))
        {
            throw new JsonRefusedException("metadata is missing", "metadata");
        }

        if (metadata.ValueKind != JsonValueKind.Object)
        {
            throw new JsonRefusedException("metadata must be an object", "metadata");
        }

        var space = Text(metadata, "metadata.", "namespace", optional: true);
        return new ObjectKey(GroupOf(apiVersion), kind, space ?? "", Text(metadata, "metadata.", "name")!);
    }

    /// <summary>The group in an <c>apiVersion</c>: <c>apps</c> of <c>apps/v1</c>; empty for the core group, which has none.</summary>
    /// <param name="apiVersion">As in an object.</param>
    public static string GroupOf(string apiVersion)
    {
        ArgumentNullException.ThrowIfNull(apiVersion);
        return apiVersion.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? apiVersion[..slash] : "";
    }

    /// <summary>Reads the text that <see cref="ToString"/> writes; throws <see cref="FormatException"/> for any other, also for a second spelling of the same key.</summary>
    public static ObjectKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException("an object key is <group or _>.<kind>.<namespace or _>.<name>");

    /// <summary>Reads the text that <see cref="ToString"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ObjectKey key)
    {
        key = default;
        Span<Range> parts = stackalloc Range[5];
        var span = text.AsSpan();
        if (span.Split(parts, '.') != 4
            || !KeyToken.TryUnescape(span[parts[0]], out var group)
            || !KeyToken.TryUnescape(span[parts[1]], out var kind)
            || !KeyToken.TryUnescape(span[parts[2]], out var space)
            || !KeyToken.TryUnescape(span[parts[3]], out var name)
            || kind.Length == 0 || name.Length == 0)
        {
            return false;
        }

        key = new ObjectKey(group, kind, space, name);
        return true;
    }

    /// <summary>The escaped text, fit for a key of a NATS bucket.</summary>
    public override string ToString() =>
        $"{KeyToken.Escape(Group)}.{KeyToken.Escape(Kind)}.{KeyToken.Escape(Namespace)}.{KeyToken.Escape(Name)}";

    /// <summary>Ordinal order: group, kind, namespace, name.</summary>
    public int CompareTo(ObjectKey other)
    {
        var order = string.CompareOrdinal(Group, other.Group);
        order = order != 0 ? order : string.CompareOrdinal(Kind, other.Kind);
        order = order != 0 ? order : string.CompareOrdinal(Namespace, other.Namespace);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary>Ordinal order.</summary>
    public static bool operator <(ObjectKey left, ObjectKey right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >(ObjectKey left, ObjectKey right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator <=(ObjectKey left, ObjectKey right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >=(ObjectKey left, ObjectKey right) => left.CompareTo(right) >= 0;

    private static string? Text(JsonElement parent, string prefix, string field, bool optional = false)
    {
        var path = prefix + field;
        if (!parent.TryGetProperty(field, out var value) || (optional && value.ValueKind == JsonValueKind.Null))
        {
            return optional ? null : throw new JsonRefusedException($"{path} is missing", path);
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            throw new JsonRefusedException($"{path} must be a string", path);
        }

        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new JsonRefusedException($"{path} is not valid Unicode", path, error);
        }

        return text.Length > 0 || optional ? text : throw new JsonRefusedException($"{path} is empty", path);
    }
}

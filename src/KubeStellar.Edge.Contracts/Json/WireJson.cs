using System.Collections;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>
/// Reads a record that came from somebody who may be hostile. The serializer refuses a null where a member has none, but not one within a list or a map, nor a value that is missing;
/// here these are refused too, so that nobody who goes through what was said meets one.
/// </summary>
public static class WireJson
{
    private static readonly ConcurrentDictionary<JsonTypeInfo, IReadOnlyList<(JsonPropertyInfo Member, JsonTypeInfo Type)>> Members = new();

    /// <summary>The record; null when the text is <c>null</c>.</summary>
    /// <exception cref="JsonException">It is no such record, or one with holes.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type)
        where T : class => (T?)Read(utf8, (JsonTypeInfo)type);

    /// <inheritdoc cref="Read{T}(ReadOnlySpan{byte}, JsonTypeInfo{T})"/>
    public static object? Read(ReadOnlySpan<byte> utf8, JsonTypeInfo type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var value = JsonSerializer.Deserialize(utf8, type);
        return value is null || Hole(value, type) is not { } hole ? value : throw new JsonException($"there is nothing where {hole}");
    }

    private static string? Hole(object value, JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Object => InMembers(value, type),
        JsonTypeInfoKind.Enumerable when MayHaveHoles(type) => InItems((IEnumerable)value, type),
        JsonTypeInfoKind.Dictionary when MayHaveHoles(type) => InItems(((IDictionary)value).Values, type),
        _ => value is JsonElement { ValueKind: JsonValueKind.Undefined } ? "a value is wanted" : null,
    };

    private static string? InMembers(object value, JsonTypeInfo type)
    {
        foreach (var (member, its) in Members.GetOrAdd(type, MembersOf))
        {
            if (member.Get!(value) is { } held && Hole(held, its) is { } hole)
            {
                return hole;
            }
        }

        return null;
    }

    private static string? InItems(IEnumerable items, JsonTypeInfo list)
    {
        var type = list.Options.GetTypeInfo(list.ElementType!);
        foreach (var item in items)
        {
            if (item is null)
            {
                return $"a {type.Type.Name} of a list is wanted";
            }

            if (type.Kind != JsonTypeInfoKind.None && Hole(item, type) is { } hole)
            {
                return hole;
            }
        }

        return null;
    }

    /// <summary>Numbers, digests and keys are values: a list of them is not gone through.</summary>
    private static bool MayHaveHoles(JsonTypeInfo list) => list.ElementType is { } item && !(item.IsValueType && list.Options.GetTypeInfo(item).Kind == JsonTypeInfoKind.None);

    private static List<(JsonPropertyInfo Member, JsonTypeInfo Type)> MembersOf(JsonTypeInfo type) =>
    [
        .. type.Properties.Where(member => member.Get is not null && !member.IsExtensionData)
            .Select(member => (member, type.Options.GetTypeInfo(member.PropertyType)))
            .Where(member => member.Item2.Kind != JsonTypeInfoKind.None || member.member.PropertyType == typeof(JsonElement)),
    ];
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Finds members that a type does not have, at any depth; what a type leaves open (plain JSON) is not looked into.</summary>
internal static class StrictShape
{
    /// <summary>Path of the first unknown member; null when there is none.</summary>
    internal static string? FindUnknown(JsonElement element, JsonTypeInfo type)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when element.ValueKind == JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    var property = type.Properties.FirstOrDefault(one => !one.IsExtensionData && one.Name == member.Name);
                    if (property is null)
                        return member.Name;
                    if (FindUnknown(member.Value, type.Options.GetTypeInfo(property.PropertyType)) is { } inner)
                        return $"{member.Name}.{inner}";
                }

                return null;
            case JsonTypeInfoKind.Enumerable when element.ValueKind == JsonValueKind.Array && type.ElementType is { } item:
                var index = 0;
                foreach (var value in element.EnumerateArray())
                {
                    if (FindUnknown(value, type.Options.GetTypeInfo(item)) is { } inner)
                        return $"[{index}].{inner}";
                    index++;
                }

                return null;
            default:
                return null;
        }
    }
}

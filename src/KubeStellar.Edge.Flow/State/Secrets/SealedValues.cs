using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Secrets;

namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>
/// The values behind the handles of one variant: which there are, the map that is sealed beside the variant (canonical JSON, handle to value), and at the edge the variant with the values in their places. Pure.
/// </summary>
internal static class SealedValues
{
    /// <summary>The handles that stand in a content, each once, in the order of their bytes; what only looks like one is among them. Empty for a content without secrets.</summary>
    /// <param name="content">Canonical JSON.</param>
    public static IReadOnlyList<string> Handles(ReadOnlySpan<byte> content) =>
        [.. SealedPlaces.In(content).Where(place => !place.IsName && SealedText.Is(place.Text)).Select(place => place.Text).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Canonical JSON: each handle with its value.</summary>
    /// <param name="sealer">Opens them.</param>
    /// <param name="origin">The object that they were written in.</param>
    /// <param name="handles">The handles.</param>
    /// <exception cref="SealBrokenException">One does not open.</exception>
    public static byte[] Map(IValueSealer sealer, SealOrigin origin, IReadOnlyList<string> handles)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var handle in handles.Distinct(StringComparer.Ordinal))
            {
                writer.WritePropertyName(handle);
                writer.WriteRawValue(sealer.Open(origin, handle));
            }

            writer.WriteEndObject();
        }

        return CanonicalJson.Canonicalize(buffer.WrittenSpan);
    }

    /// <summary>A content with the values in the places of their handles; canonical JSON.</summary>
    /// <param name="content">Canonical JSON with handles.</param>
    /// <param name="map">What <see cref="Map"/> made.</param>
    /// <exception cref="SealBrokenException">A value is missing, or a handle stands where it cannot be one. The message names the place.</exception>
    public static byte[] Fill(ReadOnlySpan<byte> content, ReadOnlySpan<byte> map) => Fill(content, Read(map));

    /// <summary>The same with the values by their handles, canonical JSON each.</summary>
    public static byte[] Fill(ReadOnlySpan<byte> content, IReadOnlyDictionary<string, byte[]> values)
    {
        var filled = new ArrayBufferWriter<byte>(content.Length);
        var done = 0;
        foreach (var place in SealedPlaces.In(content))
        {
            if (place.IsName || !values.TryGetValue(place.Text, out var value))
            {
                throw new SealBrokenException($"{place.Path}: a sealed value stands here that did not come with the object; apply the object again at the hub");
            }

            filled.Write(content[done..place.Start]);
            filled.Write(value);
            done = place.End;
        }

        filled.Write(content[done..]);
        return filled.WrittenSpan.ToArray();
    }

    private static Dictionary<string, byte[]> Read(ReadOnlySpan<byte> map)
    {
        try
        {
            var parsed = CanonicalJson.Parse(map);
            return parsed.ValueKind == JsonValueKind.Object
                ? parsed.EnumerateObject().ToDictionary(member => member.Name, member => JsonMarshal.GetRawUtf8Value(member.Value).ToArray(), StringComparer.Ordinal)
                : throw new SealBrokenException("the sealed values are no map");
        }
        catch (JsonException)
        {
            throw new SealBrokenException("the sealed values are no JSON");
        }
    }
}

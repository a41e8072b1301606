using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.State.Secrets;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Sealing;

/// <summary>
/// Puts handles in the places of an object's secret values, before anything of it is stored. A value that did not change keeps the handle that it has, so that applying the same again changes nothing. Handles that
/// come in must open under the very object.
/// </summary>
internal sealed class ObjectSealer(IValueSealer sealer)
{
    /// <summary>The object with its secrets sealed; the same bytes when it has none, or has them sealed.</summary>
    /// <param name="origin">The object.</param>
    /// <param name="canonical">Canonical JSON as it came.</param>
    /// <param name="before">What is stored of it; empty for nothing.</param>
    /// <param name="rules">What the policies of its workspace declare.</param>
    /// <exception cref="JsonRefusedException">The annotation is wrong, or a handle is none of this object's.</exception>
    public byte[] Seal(SealOrigin origin, byte[] canonical, ReadOnlyMemory<byte> before, IReadOnlyList<SealRule> rules) => Seal(origin, canonical, before, rules, []);

    /// <summary>The same, with places that are secret whatever the rules say.</summary>
    public byte[] Seal(SealOrigin origin, byte[] canonical, ReadOnlyMemory<byte> before, IReadOnlyList<SealRule> rules, IReadOnlyList<ImmutableArray<string>> more)
    {
        var handles = Handles(origin, canonical);
        var obj = CanonicalJson.Parse(canonical);
        var places = SecretFields.Find(origin.Object, obj, rules);
        places = [.. places, .. more.Where(place => !places.Any(outer => place.AsSpan().StartsWith(outer.AsSpan())))];
        if (places.Count == 0 && handles.Count == 0)
        {
            return canonical;
        }

        var stored = before.IsEmpty ? default : CanonicalJson.Parse(before.Span);
        var operations = new List<JsonOperation>();
        foreach (var place in places)
        {
            if (At(obj, place) is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } value && HandleFor(origin, value, At(stored, place), handles) is { } handle)
            {
                operations.Add(JsonOperation.Set(place, JsonElement.Parse($"\"{handle}\"")));
            }
        }

        AddLastApplied(obj, operations);
        return operations.Count == 0 ? canonical : JsonPatcher.Apply(canonical, operations);
    }

    /// <summary>The handle to put in a value's place; null when what stands there may stay.</summary>
    private string? HandleFor(SealOrigin origin, JsonElement value, JsonElement stored, Dictionary<string, byte[]> handles)
    {
        var given = value.ValueKind == JsonValueKind.String && SealedText.Is(value.GetString()) ? value.GetString() : null;
        var plain = Plain(value, handles);
        if (stored.ValueKind == JsonValueKind.String && SealedText.Is(stored.GetString()) && stored.GetString() is { } known && Opened(origin, known) is { } old
            && CryptographicOperations.FixedTimeEquals(old, plain))
        {
            return known == given ? null : known;
        }

        return given is null ? sealer.Seal(origin, plain) : null;
    }

    /// <summary>A value's canonical JSON, what is sealed within it opened.</summary>
    private static ReadOnlySpan<byte> Plain(JsonElement value, Dictionary<string, byte[]> handles)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return SealedText.MayBeIn(raw) ? SealedValues.Fill(raw, handles) : raw;
    }

    /// <summary>The handles in an object with what they stand for. Each must be whole and this object's.</summary>
    private Dictionary<string, byte[]> Handles(SealOrigin origin, ReadOnlySpan<byte> canonical)
    {
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var place in SealedPlaces.In(canonical))
        {
            if (place.IsName || !SealedText.Is(place.Text))
            {
                throw new JsonRefusedException($"the text '{SealedText.Prefix}' stands for sealed values only; write something else", place.IsName ? JsonPath.Show(place.Steps[..^1]) : place.Path);
            }

            try
            {
                found[place.Text] = sealer.Open(origin, place.Text);
            }
            catch (SealBrokenException broken)
            {
                throw new JsonRefusedException($"this sealed value cannot be taken here: {broken.Message}", place.Path);
            }
        }

        return found;
    }

    private byte[]? Opened(SealOrigin origin, string handle)
    {
        try
        {
            return sealer.Open(origin, handle);
        }
        catch (SealBrokenException)
        {
            // Of a key that this hub has no more: the value is sealed anew.
            return null;
        }
    }

    private static void AddLastApplied(JsonElement obj, List<JsonOperation> operations)
    {
        var annotations = obj.Member("metadata", "annotations");
        if (annotations.Member(SecretFields.LastApplied).ValueKind != JsonValueKind.Undefined)
        {
            operations.Add(JsonOperation.Remove(annotations.GetPropertyCount() == 1 ? ["metadata", "annotations"] : ["metadata", "annotations", SecretFields.LastApplied]));
        }
    }

    private static JsonElement At(JsonElement value, ImmutableArray<string> place)
    {
        foreach (var step in place)
        {
            value = value.ValueKind switch
            {
                JsonValueKind.Object => value.Member(step),
                JsonValueKind.Array when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < value.GetArrayLength() => value[index],
                _ => default,
            };
        }

        return value;
    }
}

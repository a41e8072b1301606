using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Fuzz;

/// <summary>Makes of known inputs others that are nearly like them: bytes, lengths and splices of any format, and where it is JSON, members and values.</summary>
/// <param name="random">Seeded: the same inputs in the same order every time.</param>
public sealed class Mutator(Random random)
{
    private const int Deep = 600;
    private const int Largest = 1 << 18;

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e400", "9223372036854775807", "-9223372036854775808", "18446744073709551616", "0.1", "1E-400", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[null]", "{\"\":null}",
        "\"../../../etc/passwd\"", "\"kse.down.>\"", "\"9999-12-31T23:59:59.9999999+14:00\"", "\"0001-01-01T00:00:00-14:00\"", "[[[[[[[[[[]]]]]]]]]]", "\"\\uFFFF\\u202E\"", "1.0", "01", "NaN",
    ];

    /// <summary>A mutant of one of the inputs, at most a quarter of a MiB.</summary>
    public byte[] Mutate(byte[] input, IReadOnlyList<byte[]> others)
    {
        var bytes = input;
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            bytes = random.Next(3) == 0 ? Bytes(bytes, others) : Json(bytes) ?? Bytes(bytes, others);
        }

        return bytes.Length > Largest ? bytes[..Largest] : bytes;
    }

    private byte[] Bytes(byte[] input, IReadOnlyList<byte[]> others)
    {
        var at = random.Next(input.Length + 1);
        var length = random.Next(Math.Min(input.Length - at, 64) + 1);
        switch (random.Next(8))
        {
            case 0:
                return input[..at];
            case 1:
                return [.. input.AsSpan(0, at), .. input.AsSpan(at + length)];
            case 2:
                return [.. input.AsSpan(0, at), .. input.AsSpan(at, length), .. input.AsSpan(at)];
            case 3:
                var other = others[random.Next(others.Count)];
                return [.. input.AsSpan(0, at), .. other.AsSpan(random.Next(other.Length + 1))];
            case 4:
                var noise = new byte[random.Next(1, 9)];
                random.NextBytes(noise);
                return [.. input.AsSpan(0, at), .. noise, .. input.AsSpan(at)];
            case 5:
                return [.. input.AsSpan(0, at), .. Encoding.ASCII.GetBytes(Values[random.Next(Values.Length)]), .. input.AsSpan(at + length)];
            default:
                var flipped = input.ToArray();
                if (flipped.Length > 0)
                {
                    flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
                }

                return flipped;
        }
    }

    /// <summary>A JSON document with one member or value changed; null when it is none, or one that a tree cannot hold (a member twice, half a letter).</summary>
    private byte[]? Json(byte[] input)
    {
        try
        {
            var root = JsonNode.Parse(input);
            var nodes = new List<JsonNode>();
            Collect(root, nodes);
            if (nodes.Count == 0)
            {
                return null;
            }

            // A text for the changed value, put in place of a marker: some are no JSON at all.
            var marker = $"kse-fuzz-{random.Next()}";
            var changed = Change(nodes[random.Next(nodes.Count)], marker);
            return Encoding.UTF8.GetBytes(root!.ToJsonString().Replace($"\"{marker}\"", changed, StringComparison.Ordinal));
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private string Change(JsonNode node, string marker)
    {
        var value = Value(node);
        if (node is JsonObject members && members.Count > 0)
        {
            var name = members.ElementAt(random.Next(members.Count)).Key;
            switch (random.Next(4))
            {
                case 0:
                    members.Remove(name);
                    return value;
                case 1:
                    members["unknown" + random.Next(3)] = marker;
                    return value;
                default:
                    members[name] = marker;
                    return value;
            }
        }

        if (node is JsonArray items)
        {
            if (items.Count > 0 && random.Next(2) == 0)
            {
                items[random.Next(items.Count)] = marker;
            }
            else
            {
                items.Add(marker);
            }
        }

        return value;
    }

    private string Value(JsonNode near) => random.Next(12) switch
    {
        0 => string.Concat(Enumerable.Repeat("[", Deep)) + string.Concat(Enumerable.Repeat("]", Deep)),
        1 => string.Concat(Enumerable.Repeat("{\"a\":", Deep)) + "1" + new string('}', Deep),
        2 => "\"" + new string('x', random.Next(1, 20_000)) + "\"",
        3 => "[" + string.Join(',', Enumerable.Repeat(near.ToJsonString().Length < 200 ? near.ToJsonString() : "null", random.Next(1, 300))) + "]",
        4 => near.ToJsonString(),
        _ => Values[random.Next(Values.Length)],
    };

    private static void Collect(JsonNode? node, List<JsonNode> into)
    {
        if (node is JsonObject members)
        {
            into.Add(members);
            foreach (var (_, value) in members)
            {
                Collect(value, into);
            }
        }
        else if (node is JsonArray items)
        {
            into.Add(items);
            foreach (var item in items)
            {
                Collect(item, into);
            }
        }
    }
}

using System.Buffers;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>The inventory as text per slot, and a log of what changed; so that an isolate gets what it lacks and no more.</summary>
internal sealed class ResidentInventory
{
    private const long PerEdgeBytes = 1024;
    private const int PerByte = 4;
    private const int BatchBytes = 4 * 1024 * 1024;
    private readonly Lock _gate = new();
    private readonly List<Entry> _slots = [];
    private readonly ChangeLog _log = new();
    private long _version;
    private long _bytes;

    /// <summary>Rises with every change.</summary>
    internal long Version
    {
        get
        {
            lock (_gate)
            {
                return _version;
            }
        }
    }

    /// <summary>Slots in use or once used.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _slots.Count;
            }
        }
    }

    /// <summary>What an isolate's heap needs for it, in MiB: objects of JSON take some times their text, and each edge has its place in tables.</summary>
    internal int HeapMiB
    {
        get
        {
            lock (_gate)
            {
                return (int)(((_slots.Count * PerEdgeBytes) + (_bytes * PerByte)) >> 20);
            }
        }
    }

    /// <summary>Takes changes.</summary>
    internal void Update(IReadOnlyList<EdgeSlot> changes)
    {
        var texts = changes.Select(change => change.Edge is { } edge ? Text(edge) : null).ToArray();
        lock (_gate)
        {
            _version++;
            for (var i = 0; i < changes.Count; i++)
            {
                while (_slots.Count <= changes[i].Slot)
                {
                    _slots.Add(new Entry(null));
                }

                _bytes += (texts[i]?.Length ?? 0) - (_slots[changes[i].Slot].Text?.Length ?? 0);
                _slots[changes[i].Slot] = new Entry(texts[i]);
                _log.Add(_version, changes[i].Slot, _slots.Count);
            }
        }
    }

    /// <summary>What changed after a version, as batches of <c>[[slot, edge or null], ...]</c>, and the version that they lead to.</summary>
    internal (IReadOnlyList<(byte[] Text, int Edges)> Batches, long Version) Since(long version)
    {
        var batches = new List<(byte[], int)>();
        lock (_gate)
        {
            var buffer = new ArrayBufferWriter<byte>();
            var count = 0;
            foreach (var slot in _log.Since(version, _slots.Count))
            {
                var text = _slots[slot].Text;
                Append(buffer, count == 0 ? "[["u8 : ",["u8);
                slot.TryFormat(buffer.GetSpan(16), out var digits, default, null);
                buffer.Advance(digits);
                Append(buffer, ","u8);
                Append(buffer, text ?? "null"u8);
                Append(buffer, "]"u8);
                count++;
                if (buffer.WrittenCount > BatchBytes)
                {
                    Close();
                }
            }

            if (count > 0)
            {
                Close();
            }

            return (batches, _version);

            void Close()
            {
                Append(buffer, "]"u8);
                batches.Add((buffer.WrittenSpan.ToArray(), count));
                buffer.Clear();
                count = 0;
            }
        }
    }

    /// <summary>What a policy sees of an edge.</summary>
    internal static byte[] Text(EdgeRecord edge)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("id"u8, edge.Id);
        if (edge.Region is not null)
        {
            writer.WriteBoolean("region"u8, true);
        }

        writer.WriteStartObject("labels"u8);
        foreach (var (key, value) in edge.Labels)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("properties"u8);
        foreach (var (key, value) in edge.Properties)
        {
            writer.WritePropertyName(key);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("taints"u8);
        foreach (var taint in edge.Taints)
        {
            JsonSerializer.Serialize(writer, taint, ContractsJson.Default.Taint);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Append(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> bytes) => buffer.Write(bytes);

    private readonly record struct Entry(byte[]? Text);
}

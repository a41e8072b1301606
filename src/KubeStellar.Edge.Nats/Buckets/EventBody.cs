using System.Buffers;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>Bodies of messages of the audit stream.</summary>
internal static class EventBody
{
    /// <summary>The event; null when it cannot be read (written by a later version, or by hand): it must not hide the others.</summary>
    internal static EventRecord? Read(in ReadOnlySequence<byte> payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            return JsonSerializer.Deserialize(ref reader, ContractsJson.Default.EventRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

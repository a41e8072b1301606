using System.Buffers;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>
/// How audit events hang together. Each says the chain value of the one before (<c>previous</c>), its own place (<c>number</c>, from 1) and its own chain value
/// (<c>chain</c>): SHA-256 of the canonical JSON of everything else in it, so of the value before as well. Nobody can change, remove, add or swap events without its showing,
/// but who can write all that follows, too: keep the newest value elsewhere to see that.
/// </summary>
public static class EventChain
{
    /// <summary>The event as the next of its chain.</summary>
    /// <param name="record">The event.</param>
    /// <param name="number">Its place.</param>
    /// <param name="previous">Chain value of the one before; null for the first.</param>
    /// <exception cref="JsonRefusedException">It has no canonical form.</exception>
    public static EventRecord Link(EventRecord record, long number, Digest? previous)
    {
        var linked = record with { Number = number, Previous = previous, Chain = null };
        return linked with { Chain = Digest.Of(CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(linked, ContractsJson.Default.EventRecord))) };
    }

    /// <summary>The chain value that an event's bytes should carry.</summary>
    /// <param name="body">The event, an object.</param>
    /// <exception cref="JsonRefusedException">It has no canonical form: no hub wrote it.</exception>
    public static Digest Of(JsonElement body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in body.EnumerateObject().Where(member => member.Name != "chain"))
                member.WriteTo(writer);
            writer.WriteEndObject();
        }

        return Digest.Of(CanonicalJson.Canonicalize(buffer.WrittenSpan));
    }
}

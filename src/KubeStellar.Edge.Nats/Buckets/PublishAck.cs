using System.Buffers;
using System.Text;
using System.Text.Json;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>The server's answer to a publish into a stream, read without a model (it comes ten thousand times an edit).</summary>
/// <param name="Sequence">Sequence of the stored message, of the last one for a batch; 0 when it was refused.</param>
/// <param name="Code">JetStream's error code (<c>err_code</c>); 503 when no stream listens on the subject; 0 when it was stored.</param>
/// <param name="Description">The server's words.</param>
internal readonly record struct PublishAck(ulong Sequence, int Code, string Description)
{
    /// <summary>No stream takes the subject.</summary>
    public const int NoStream = 503;

    /// <summary>The key has another revision.</summary>
    public const int WrongLastSequence = 10071;

    /// <summary>The same, said by a replicated stream while another write of that key is in flight.</summary>
    public const int WrongLastSequenceConstant = 10164;

    /// <summary>The message before is another one than was named.</summary>
    public const int WrongLastMessage = 10070;

    private static ReadOnlySpan<byte> NoResponders => "NATS/1.0 503"u8;

    public bool Stored => Code == 0;

    public bool Conflict => Code is WrongLastSequence or WrongLastSequenceConstant or WrongLastMessage;

    public static PublishAck Parse(in ReadOnlySequence<byte>? headers, in ReadOnlySequence<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return headers is { Length: >= 12 } h && StartsWith(h, NoResponders)
                ? new PublishAck(0, NoStream, "no stream takes this subject")
                : new PublishAck(0, -1, "an empty answer");
        }

        try
        {
            return Parse(payload);
        }
        catch (JsonException e)
        {
            return new PublishAck(0, -1, "an answer that is no JSON: " + e.Message);
        }
    }

    private static PublishAck Parse(in ReadOnlySequence<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        var sequence = 0UL;
        var code = 0;
        var status = 0;
        var description = "";
        var error = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == 1 && reader.ValueTextEquals("seq"u8) && reader.Read())
            {
                sequence = reader.GetUInt64();
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                error = true;
            }
            else if (reader.ValueTextEquals("err_code"u8) && reader.Read())
            {
                code = reader.GetInt32();
            }
            else if (reader.ValueTextEquals("code"u8) && reader.Read())
            {
                status = reader.GetInt32();
            }
            else if (reader.ValueTextEquals("description"u8) && reader.Read())
            {
                description = reader.GetString() ?? "";
            }
        }

        return error ? new PublishAck(0, code != 0 ? code : Math.Max(status, 1), description)
            : sequence > 0 ? new PublishAck(sequence, 0, "")
            : new PublishAck(0, -1, "an answer without a sequence: " + Encoding.UTF8.GetString(payload.Slice(0, Math.Min(payload.Length, 200))));
    }

    private static bool StartsWith(in ReadOnlySequence<byte> sequence, ReadOnlySpan<byte> text)
    {
        Span<byte> head = stackalloc byte[text.Length];
        sequence.Slice(0, text.Length).CopyTo(head);
        return head.SequenceEqual(text);
    }
}

using System.Buffers;
using System.Text;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Connection;

/// <summary>Hands each message over where the connection reads it; the receiver copies what it keeps and never waits.</summary>
internal sealed class InlineSubscription(INatsConnection connection, string subject, string? queue, InlineSubscription.Receiver receive)
    : NatsSubBase(connection, connection.SubscriptionManager, subject, queue, null)
{
    private ReadOnlySequence<byte>? _headers;

    public delegate void Receiver(string subject, string? reply, in ReadOnlySequence<byte> body);

    /// <summary>A header of the message that is being received; null when it has none of that name. Only for the receiver, while it is called.</summary>
    public string? Header(string name)
    {
        if (_headers is not { } block)
        {
            return null;
        }

        foreach (var line in Encoding.ASCII.GetString(block).Split("\r\n"))
        {
            if (line.StartsWith(name, StringComparison.OrdinalIgnoreCase) && line.Length > name.Length && line[name.Length] == ':')
            {
                return line[(name.Length + 1)..].Trim();
            }
        }

        return null;
    }

    protected override ValueTask ReceiveInternalAsync(
        string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer)
    {
        _headers = headersBuffer;
        receive(subject, replyTo, payloadBuffer);
        _headers = null;
        return ValueTask.CompletedTask;
    }

    protected override void TryComplete()
    {
    }
}

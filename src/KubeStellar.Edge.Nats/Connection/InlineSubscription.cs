using System.Buffers;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Connection;

/// <summary>Hands each message over where the connection reads it; the receiver copies what it keeps and never waits.</summary>
internal sealed class InlineSubscription(INatsConnection connection, string subject, string? queue, InlineSubscription.Receiver receive)
    : NatsSubBase(connection, connection.SubscriptionManager, subject, queue, null)
{
    public delegate void Receiver(string subject, string? reply, in ReadOnlySequence<byte> body);

    protected override ValueTask ReceiveInternalAsync(
        string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer)
    {
        receive(subject, replyTo, payloadBuffer);
        return ValueTask.CompletedTask;
    }

    protected override void TryComplete()
    {
    }
}

using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Connection;

/// <summary>Bytes as they are: records are read and written through the one source-generated registry of the contracts, never by the client.</summary>
internal sealed class RawRegistry : INatsSerializerRegistry
{
    public static readonly RawRegistry Instance = new();

    public INatsSerialize<T> GetSerializer<T>() => NatsRawSerializer<T>.Default;

    public INatsDeserialize<T> GetDeserializer<T>() => NatsRawSerializer<T>.Default;
}

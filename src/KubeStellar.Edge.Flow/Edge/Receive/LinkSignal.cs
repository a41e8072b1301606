namespace KubeStellar.Edge.Flow.Edge.Receive;

/// <summary>Something that came over, or happened to, the link.</summary>
/// <param name="Kind">What.</param>
/// <param name="Payload">Raw signed root for <see cref="LinkSignalKind.Root"/>, the question for <see cref="LinkSignalKind.Ask"/>, else empty.</param>
/// <param name="Id">Id of the question.</param>
/// <param name="Detail">What is asked, or why the link went down.</param>
public sealed record LinkSignal(LinkSignalKind Kind, ReadOnlyMemory<byte> Payload, string Id, string Detail);

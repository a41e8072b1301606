namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>How many requests of one verb, and how many bytes of them, one edge may send.</summary>
/// <param name="PerSecond">Requests a second in the long run.</param>
/// <param name="Burst">Requests at once.</param>
/// <param name="BytesPerSecond">Bytes a second in the long run.</param>
/// <param name="BytesBurst">Bytes at once.</param>
public sealed record VerbLimit(double PerSecond, double Burst, double BytesPerSecond, double BytesBurst);

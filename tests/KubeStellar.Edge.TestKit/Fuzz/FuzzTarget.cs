namespace KubeStellar.Edge.TestKit.Fuzz;

/// <summary>One parser of bytes that come from a network or a disk.</summary>
/// <param name="Name">Its name, and that of its folder in the corpus.</param>
/// <param name="Parse">Reads the bytes; what it accepts it checks further (round trip, limits) by asserting.</param>
/// <param name="Declared">Exceptions that it may throw at bytes that are none of its own; any other is a finding.</param>
public sealed record FuzzTarget(string Name, Action<byte[]> Parse, params Type[] Declared)
{
    /// <summary>How bytes are opened for mutation inside them, and closed again: a checksum that is made anew, base64. As they are by default.</summary>
    public IEnvelope Envelope { get; init; } = new PlainEnvelope();

    /// <summary>Bytes that may be allocated for each byte of input. Default: 400, for a JSON document of two-letter members and what a record makes of them.</summary>
    public long BytesPerByte { get; init; } = 400;

    /// <summary>Bytes that may be allocated whatever the input. Default: 512 KiB.</summary>
    public long BytesAtLeast { get; init; } = 512 << 10;

    /// <summary>Mutants of one run. Default: 500.</summary>
    public int Mutants { get; init; } = 500;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>
/// How much of what is born at an edge is carried up; the same at the edge, which says what it leaves out, and at the hub, which refuses what exceeds it. A device that goes
/// mad so costs its hub no more than this for each policy that asks.
/// </summary>
public static class UpsyncLimits
{
    /// <summary>Largest object, as canonical JSON: 512 KiB, half of a server's default <c>max_payload</c>. A record is one message.</summary>
    public const int ObjectBytes = 512 * 1024;

    /// <summary>Objects of one policy at one edge: 1,000.</summary>
    public const int Objects = 1_000;

    /// <summary>Bytes of all objects of one policy at one edge: 16 MiB.</summary>
    public const long PolicyBytes = 16 * 1024 * 1024;
}

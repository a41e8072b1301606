namespace KubeStellar.Edge.Flow.Edge.Receive;

/// <summary>
/// How much is asked for at once. A link of 2 kB/s that is sent 900 KiB carries nothing else for minutes, the answer comes after nobody waits for it, and asking again sends it again; so
/// the first request is for little, and what follows goes by how long the one before took.
/// </summary>
internal sealed class FetchPace
{
    internal const int First = 16 * 1024;
    internal const int Least = 4 * 1024;
    internal const int Most = 1024 * 1024;

    // What one digest stands for where the hub is of before and sends as much as fits into a message.
    private const int BytesPerDigest = 512;
    private const int LeastDigests = 8;
    private const int MostDigests = 128;
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MostPatience = TimeSpan.FromMinutes(2);

    /// <summary>Bytes of contents to ask for.</summary>
    internal int Bytes { get; private set; } = First;

    /// <summary>Contents to name at once.</summary>
    internal int Digests => Math.Clamp(Bytes / BytesPerDigest, LeastDigests, MostDigests);

    /// <summary>How long to wait for the answer.</summary>
    internal TimeSpan Patience { get; private set; } = FirstPatience;

    /// <summary>An answer came.</summary>
    /// <param name="took">From the request on.</param>
    internal void Answered(TimeSpan took)
    {
        Bytes = took < Quick ? Math.Min(Bytes * 2, Most) : took > Slow ? Math.Max(Bytes / 2, Least) : Bytes;
        Patience = TimeSpan.FromTicks(Math.Clamp(took.Ticks * 8, LeastPatience.Ticks, MostPatience.Ticks));
    }

    /// <summary>No answer came.</summary>
    /// <param name="waited">How long it was waited for: an answer that was never waited for says nothing of the link.</param>
    internal void Unanswered(TimeSpan waited)
    {
        if (waited < Patience * 0.9)
        {
            return;
        }

        Bytes = Math.Max(Bytes / 2, Least);
        Patience = Patience * 2 < MostPatience ? Patience * 2 : MostPatience;
    }
}

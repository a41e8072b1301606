namespace KubeStellar.Edge.Flow.Loop;

/// <summary>
/// Lets news of one thing out at a falling pace while it goes to and fro. What is steady is told at once; what flaps is told less and less often, and then the newest of it.
/// It holds back nothing itself: it says how long to wait. Used by one thread.
/// </summary>
internal sealed class FlapDamper(FlapRule rule, TimeProvider time)
{
    private const int MostDoublings = 20;
    private const double Calm = 0.5;
    private double _penalty;
    private long _at = time.GetTimestamp();
    private long _told = time.GetTimestamp();
    private bool _everTold;

    /// <summary>Changes since it was last steady.</summary>
    internal int Count { get; private set; }

    /// <summary>Whether it is told less often than it changes.</summary>
    internal bool Flapping { get; private set; }

    /// <summary>The pause between two news now; zero for none.</summary>
    internal TimeSpan Pause
    {
        get
        {
            Decay();
            var beyond = _penalty - rule.Free;
            if (beyond <= 0)
                return TimeSpan.Zero;
            var pause = rule.First * Math.Pow(2, Math.Min(Math.Floor(beyond), MostDoublings));
            return pause < rule.Longest ? pause : rule.Longest;
        }
    }

    /// <summary>How long the newest news has to wait; zero for not at all.</summary>
    internal TimeSpan Wait
    {
        get
        {
            var pause = Pause;
            if (pause == TimeSpan.Zero || !_everTold)
                return TimeSpan.Zero;
            var wait = pause - time.GetElapsedTime(_told);
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    /// <summary>It changed.</summary>
    internal void Seen()
    {
        Decay();
        _penalty++;
        Count++;
        Flapping |= _penalty > rule.Free;
    }

    /// <summary>The newest was told.</summary>
    internal void Told()
    {
        _told = time.GetTimestamp();
        _everTold = true;
    }

    /// <summary>Looks whether it is steady again.</summary>
    internal void Look() => Decay();

    private void Decay()
    {
        var now = time.GetTimestamp();
        _penalty *= Math.Pow(0.5, time.GetElapsedTime(_at, now) / rule.HalfLife);
        _at = now;
        if (_penalty < rule.Free / 2.0)
        {
            // Half of what is free, so that it does not count as steady and as flapping in turns.
            Flapping = false;
            Count = _penalty < Calm ? 0 : Count;
        }
    }
}

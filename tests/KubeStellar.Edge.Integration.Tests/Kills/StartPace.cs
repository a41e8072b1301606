using System.Diagnostics;

namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>How long a start of a daemon took here lately: an instant within it is a share of that, whatever else the machine has to do.</summary>
internal sealed class StartPace
{
    private const double Longest = 30;
    private long _since;

    /// <summary>Seconds of the last start that came to its end.</summary>
    public double Seconds { get; private set; } = 1;

    /// <summary>A start begins.</summary>
    public void Began() => _since = Stopwatch.GetTimestamp();

    /// <summary>It has come to its end; once for each start.</summary>
    public void Ended()
    {
        if (_since != 0)
            Seconds = Math.Min(Longest, Stopwatch.GetElapsedTime(_since).TotalSeconds);
        _since = 0;
    }
}

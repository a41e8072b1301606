namespace KubeStellar.Edge.TestKit.Memory.Edge;

/// <summary>Counts the calls of ports and dies at one of them, as a process does by SIGKILL. Or asks a rule what to throw.</summary>
public sealed class Fault
{
    private int _steps;

    /// <summary>The call at which to die; 0: never.</summary>
    public int CrashAt { get; set; }

    /// <summary>Whether it died.</summary>
    public bool Crashed { get; private set; }

    /// <summary>Calls so far.</summary>
    public int Steps => _steps;

    /// <summary>What to throw at a call, by its name; null: nothing.</summary>
    public Func<string, Exception?>? Rule { get; set; }

    /// <summary>It dies now: every call from here on fails.</summary>
    public void Kill() => Crashed = true;

    /// <summary>The next process begins.</summary>
    public void Revive() => Crashed = false;

    /// <summary>Called by fakes before they do anything.</summary>
    public void Step(string name)
    {
        if (Interlocked.Increment(ref _steps) == CrashAt || Crashed)
        {
            Crashed = true;
            throw new CrashException(name);
        }

        if (Rule?.Invoke(name) is { } error)
        {
            throw error;
        }
    }
}

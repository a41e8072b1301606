namespace KubeStellar.Edge.Daemon.Cli;

/// <summary>Exit codes of every verb. Scripts stand on them, so none ever changes its meaning.</summary>
internal static class CliExit
{
    /// <summary>Done.</summary>
    internal const int Ok = 0;

    /// <summary>There is a difference, or what was asked for is not ready.</summary>
    internal const int Difference = 1;

    /// <summary>An error, bad usage included.</summary>
    internal const int Error = 2;

    /// <summary>No answer, or no such state, in time.</summary>
    internal const int Timeout = 3;

    /// <summary>The rights are missing.</summary>
    internal const int Denied = 4;
}

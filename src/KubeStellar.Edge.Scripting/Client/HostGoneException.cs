namespace KubeStellar.Edge.Scripting.Client;

/// <summary>The policy host ended, or was killed, while it was asked something.</summary>
internal sealed class HostGoneException(string reason, string message) : Exception(message)
{
    /// <summary><c>TimedOut</c>, <c>OutOfMemory</c>, <c>HostDied</c>; or <c>Unconfined</c>, which is no bundle's doing.</summary>
    internal string Reason { get; } = reason;
}

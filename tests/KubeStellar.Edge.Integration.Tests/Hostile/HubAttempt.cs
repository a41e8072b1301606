namespace KubeStellar.Edge.Integration.Tests.Hostile;

/// <summary>One thing that a stolen edge, or a device with a join token, asks of a real hub.</summary>
/// <param name="Name">What it is after.</param>
/// <param name="Do">Does it; returns what the hub answered, its error included.</param>
/// <param name="Denied">Part of the answer that denies it.</param>
internal sealed record HubAttempt(string Name, Func<StolenEdge, Task<string>> Do, string Denied)
{
    /// <summary>A request with the edge's own credentials, on its own subject.</summary>
    public static HubAttempt Ask(string name, string verb, Func<StolenEdge, string> body, string denied) => new(name, thief => thief.AskAsync(verb, body(thief)), denied);

    /// <summary>A request to join.</summary>
    public static HubAttempt Join(string name, Func<StolenEdge, Task<string>> join, string denied) => new(name, join, denied);
}

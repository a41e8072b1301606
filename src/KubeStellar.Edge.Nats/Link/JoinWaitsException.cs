using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;

namespace KubeStellar.Edge.Nats.Link;

/// <summary>The hub knows of this device and has not admitted it yet: whoever runs the hub has to.</summary>
public sealed class JoinWaitsException : HubUnreachableException
{
    /// <inheritdoc cref="Exception()"/>
    public JoinWaitsException()
    {
    }

    /// <inheritdoc cref="Exception(string)"/>
    public JoinWaitsException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="Exception(string, Exception)"/>
    public JoinWaitsException(string message, Exception inner)
        : base(message, inner)
    {
    }

    internal JoinWaitsException(string edge, JoinWait wait, string fingerprint)
        : base(wait.Since is null
            ? $"{wait.Why}. This device's fingerprint is {fingerprint}."
            : $"{wait.Why}. This device's fingerprint is {fingerprint}; at the hub: kse edges approve {edge} --fingerprint {fingerprint}")
    {
        RetryAfter = wait.RetryAfter is { } after ? TimeSpan.FromMilliseconds(Math.Clamp(after, 0, LongestMilliseconds)) : null;
    }

    private const long LongestMilliseconds = 5 * 60 * 1000;
}

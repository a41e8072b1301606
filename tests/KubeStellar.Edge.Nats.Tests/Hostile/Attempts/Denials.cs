namespace KubeStellar.Edge.Nats.Tests.Hostile.Attempts;

/// <summary>What nats-server says to what it denies, and what stands for its silence.</summary>
internal static class Denials
{
    public const string Publish = "Permissions Violation for Publish to";
    public const string Hear = "Permissions Violation for Subscription to";
    public const string Login = "Authorization Violation";
    public const string Protocol = "Unknown Protocol Operation";
    public const string TooLarge = "Maximum Payload Violation";
    public const string TooLong = "Maximum Control Line Exceeded";

    /// <summary>Not a word, and the connection stands.</summary>
    public const string Silence = "(nothing was said)";

    /// <summary>The connection was closed.</summary>
    public const string Closed = "(closed)";

    /// <summary>The server: nobody listens there.</summary>
    public const string NobodyListens = "NATS/1.0 503";
}

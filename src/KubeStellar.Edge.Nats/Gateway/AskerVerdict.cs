namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>Whether a request is taken.</summary>
internal enum AskerVerdict
{
    Taken,
    TooFast,
    Muted,
    Full,
}

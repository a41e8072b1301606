namespace KubeStellar.Edge.Nats.Api;

/// <summary>A request got no answer; the message is a sentence for a person.</summary>
/// <param name="failure">Why.</param>
/// <param name="message">A sentence.</param>
/// <param name="inner">The cause.</param>
public sealed class ApiCallException(ApiFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public ApiFailure Failure { get; } = failure;
}

namespace KubeStellar.Edge.Flow.State.Feeds;

/// <summary>One place that wants to be told of events.</summary>
public interface IWebhook
{
    /// <summary>Its name, the same after a restart.</summary>
    string Id { get; }

    /// <summary>Where it is, for people: without what may be secret.</summary>
    string Place { get; }

    /// <summary>Kinds of events that it wants, or the first words of such; empty for all.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>Sends one CloudEvent in structured JSON. Ends by itself within a deadline; what goes wrong is an answer.</summary>
    /// <param name="body">The document.</param>
    /// <param name="token">Cancels.</param>
    Task<WebhookAnswer> SendAsync(ReadOnlyMemory<byte> body, CancellationToken token);
}

using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>The hub's API behind its transport.</summary>
public interface IApiHandler
{
    /// <summary>Handles one request. Never throws for bad input: the reply carries the error.</summary>
    /// <param name="workspace">From the subject.</param>
    /// <param name="verb">One of <see cref="ApiVerbs"/>.</param>
    /// <param name="body">Request bytes (JSON of the verb's record; raw bytes for <see cref="ApiVerbs.Blob"/>).</param>
    /// <param name="token">Ends with the daemon.</param>
    Task<ApiReply> HandleAsync(string workspace, string verb, ReadOnlyMemory<byte> body, CancellationToken token);

    /// <summary>The same, for an asker with a name.</summary>
    /// <param name="workspace">From the subject.</param>
    /// <param name="verb">One of <see cref="ApiVerbs"/>.</param>
    /// <param name="body">Request bytes.</param>
    /// <param name="asker">Who asks, as the transport knows it; for the audit, never for rights. Empty for nobody.</param>
    /// <param name="token">Ends with the daemon.</param>
    Task<ApiReply> HandleAsync(string workspace, string verb, ReadOnlyMemory<byte> body, string asker, CancellationToken token) => HandleAsync(workspace, verb, body, token);
}

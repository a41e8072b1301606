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

    /// <summary>The same, for an asker who is known.</summary>
    /// <param name="workspace">From the subject; <see cref="Contracts.Wire.Subjects.Fleet"/> for what is of the fleet.</param>
    /// <param name="verb">One of <see cref="ApiVerbs"/>.</param>
    /// <param name="body">Request bytes.</param>
    /// <param name="caller">Who asks. A user with roles is held to them here as well, whatever the server let through.</param>
    /// <param name="token">Ends with the daemon.</param>
    Task<ApiReply> HandleAsync(string workspace, string verb, ReadOnlyMemory<byte> body, ApiCaller caller, CancellationToken token) => HandleAsync(workspace, verb, body, token);
}

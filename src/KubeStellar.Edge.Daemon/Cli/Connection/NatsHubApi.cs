using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Nats.Api;

namespace KubeStellar.Edge.Daemon.Cli.Connection;

/// <summary>The hub's API over NATS, with its failures in the words and exit codes of the command line.</summary>
internal sealed class NatsHubApi(ApiClient client, HubAddress address, KeptCredentials? kept) : IHubApi
{
    public async Task<ApiReply> CallAsync(string workspace, string verb, ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken token)
    {
        try
        {
            var reply = await client.CallAsync(workspace, verb, body, timeout, token);
            if (kept is not null && reply.Renewed is { } jwt)
            {
                await kept.RenewAsync(jwt, token);
            }

            return reply;
        }
        catch (ApiCallException error)
        {
            throw Explain(error);
        }
    }

    public IAsyncEnumerable<string> WatchAsync(string bucket, CancellationToken token) => client.WatchBucketAsync(bucket, token);

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private Exception Explain(ApiCallException error) => error.Failure switch
    {
        ApiFailure.TimedOut => new TimeoutException(error.Message, error),
        ApiFailure.Denied => new CliException(
            error.Message, [$"asked at {address.Server}, with {address.CredentialsFile ?? "no credentials"} ({address.Origin})"], CliExit.Denied, error),
        ApiFailure.TooLarge => new CliException(error.Message, ["give fewer files at a time, or raise max_payload"], inner: error),
        _ => new CliException(error.Message, [$"the address {address.Server} comes from {address.Origin}"], inner: error) { Passing = true },
    };
}

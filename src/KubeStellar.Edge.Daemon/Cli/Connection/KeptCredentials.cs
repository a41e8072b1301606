using KubeStellar.Edge.Nats.Api;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Daemon.Cli.Connection;

/// <summary>
/// The credentials file of a user with roles. When the hub has issued the user anew, because another key of the account issues users now, the file is written again: the same private key, the new JWT.
/// Only after the server let the new one in, so that whoever forges an answer costs nobody the credentials that are good.
/// </summary>
/// <param name="file">Its path.</param>
/// <param name="user">What is in it.</param>
/// <param name="endpoint">Where it is good.</param>
/// <param name="error">Where people are told.</param>
internal sealed class KeptCredentials(string file, UserCredentials user, NatsEndpoint endpoint, TextWriter error)
{
    private bool _tried;

    /// <summary>The newest that are good.</summary>
    internal UserCredentials Now { get; private set; } = user;

    /// <summary>Takes another JWT; one try a process, since what failed once would fail with each request.</summary>
    internal async Task RenewAsync(string jwt, CancellationToken token)
    {
        if (_tried)
        {
            return;
        }

        _tried = true;
        try
        {
            var renewed = Now.With(jwt);
            await ApiClient.TryAsync(endpoint with { User = () => renewed }, TimeProvider.System, token);
            renewed.Save(file);
            Now = renewed;
            await error.WriteLineAsync($"the credentials in {file} were issued anew, because the hub has another key for users");
        }
        catch (Exception e) when (e is ApiCallException or IdentityException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"warning: the hub has another key for users, and the credentials in {file} could not be written anew ({CliErrors.OneLine(e.Message)}); when the former key is given up they are void");
        }
    }
}

using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Connection;

namespace KubeStellar.Edge.Daemon.Tests.Cli;

/// <summary>A hub that answers from a table and remembers what it was asked.</summary>
internal sealed class FakeHub : IHubApi
{
    private readonly Channel<string> _changes = Channel.CreateUnbounded<string>();

    internal List<(string Workspace, string Verb, byte[] Body)> Asked { get; } = [];

    internal Func<string, byte[], ApiReply> Answer { get; set; } = (_, _) => new ApiReply();

    /// <summary>Items by resource, for <c>get</c>.</summary>
    internal Dictionary<string, string> Listings { get; } = [];

    internal InfoResult Info { get; set; } = new() { Version = "9.9", Settled = true };

    internal Action<string>? WatchStarted { get; set; }

    /// <summary>Runs before each call; may throw as a transport does.</summary>
    internal Action<string>? BeforeCall { get; set; }

    internal void Change(string key) => _changes.Writer.TryWrite(key);

    internal static ApiReply Ok(string json) => new() { Result = JsonElement.Parse(json) };

    internal static ApiReply Refuse(string code, string message, params ApiFault[] details) => new() { Error = new ApiError(code, message, details) };

    internal T Body<T>(int index, Func<byte[], T> read) => read(Asked[index].Body);

    public Task<ApiReply> CallAsync(string workspace, string verb, ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        BeforeCall?.Invoke(verb);
        Asked.Add((workspace, verb, body.ToArray()));
        if (verb == ApiVerbs.Info)
        {
            return Task.FromResult(new ApiReply { Result = JsonSerializer.SerializeToElement(Info, ContractsJson.Default.InfoResult) });
        }

        if (verb == ApiVerbs.Get && JsonSerializer.Deserialize(body.Span, ContractsJson.Default.GetQuery)!.Resource is var resource && Listings.TryGetValue(resource, out var items))
        {
            return Task.FromResult(Ok($$"""{"items":{{items}}}"""));
        }

        return Task.FromResult(Answer(verb, body.ToArray()));
    }

    public async IAsyncEnumerable<string> WatchAsync(string bucket, [EnumeratorCancellation] CancellationToken token)
    {
        WatchStarted?.Invoke(bucket);
        await foreach (var key in _changes.Reader.ReadAllAsync(token))
        {
            yield return key;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal static string Text(byte[] body) => Encoding.UTF8.GetString(body);
}

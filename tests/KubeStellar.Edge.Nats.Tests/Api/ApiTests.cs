using System.Text;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Nats.Api;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Tests.Connection;
using KubeStellar.Edge.Nats.Tests.Gateway;
using Microsoft.Extensions.Logging.Abstractions;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Tests.Api;

public sealed class ApiTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_request_is_answered_from_its_workspace_and_verb_while_another_hangs()
    {
        await using var server = await ServerAsync();
        var handler = new EchoApi();
        await using var hub = await HubSide.StartAsync(server.Url, handler);
        await using var client = new ApiClient(NatsEndpoint.Of(server.Url), TimeProvider.System);
        var hanging = client.CallAsync("shop", ApiVerbs.Get, "hang"u8.ToArray(), Patience, default);
        await handler.Hanging.Task.WaitAsync(Patience);
        var reply = await client.CallAsync("shop", ApiVerbs.Get, "hello"u8.ToArray(), Patience, default);
        Assert.Equal("shop get hello", reply.Error!.Message);
        var failed = await client.CallAsync("shop", ApiVerbs.Explain, "throw"u8.ToArray(), Patience, default);
        Assert.Equal("internal", failed.Error!.Code);
        handler.Release.SetResult();
        Assert.Equal("shop get hang", (await hanging).Error!.Message);
        Assert.Contains("max_payload", (await client.CallAsync("shop", ApiVerbs.Get, "large"u8.ToArray(), Patience, default)).Error!.Message, StringComparison.Ordinal);
        Assert.Equal(ApiFailure.TooLarge, (await FailureAsync(client.CallAsync("shop", ApiVerbs.Get, new byte[2 << 20], Patience, default))).Failure);
    }

    [Theory]
    [InlineData("ann@laptop as admin", "ann@laptop as admin")]
    [InlineData("größe\r\nKse-Error: x", "größeKse-Error: x")]
    [InlineData("", "")]
    public async Task The_hub_is_told_who_asks(string actor, string heard)
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url, new EchoApi());
        await using var client = new ApiClient(NatsEndpoint.Of(server.Url), TimeProvider.System) { Actor = actor };
        Assert.Equal($"shop info who {heard}", (await client.CallAsync("shop", ApiVerbs.Info, "who"u8.ToArray(), Patience, default)).Error!.Message);
    }

    [Fact]
    public async Task The_service_is_found_by_the_micro_protocol()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        await using var connection = NatsConnector.Create(NatsEndpoint.Of(server.Url), NullLoggerFactory.Instance);
        var info = Encoding.UTF8.GetString((await connection.RequestAsync<byte[], byte[]>("$SRV.INFO.kse", [])).Data!);
        foreach (var verb in ApiVerbs.All)
        {
            Assert.Contains(Subjects.ApiEndpoint(verb), info, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_request_waits_as_long_as_its_caller_says_and_not_as_the_client_does_by_itself()
    {
        await using var connection = NatsConnector.Create(NatsEndpoint.Of("nats://127.0.0.1:4222"), NullLoggerFactory.Instance);

        // By itself the client gives up after 5 s, which is less than the first policy host of a busy machine needs.
        Assert.True(connection.Opts.RequestTimeout >= TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Why_there_is_no_answer_is_told_apart()
    {
        await using var server = new PlainServer { Extra = """authorization { users: [{ user: a, password: b, permissions: { publish: { deny: "kse.api.>" } } }] }""" };
        await server.StartAsync();
        await using var stranger = new ApiClient(NatsEndpoint.Of(server.Url), TimeProvider.System);
        Assert.Equal(ApiFailure.Denied, (await FailureAsync(stranger.CallAsync("shop", ApiVerbs.Info, default, Patience, default))).Failure);
        await using var limited = new ApiClient(NatsEndpoint.Of(server.Url.Replace("nats://", "nats://a:b@", StringComparison.Ordinal)), TimeProvider.System);
        Assert.Equal(ApiFailure.Denied, (await FailureAsync(limited.CallAsync("shop", ApiVerbs.Info, default, TimeSpan.FromSeconds(3), default))).Failure);
        await server.KillAsync();
        await using var early = new ApiClient(NatsEndpoint.Of(server.Url), TimeProvider.System);
        Assert.Equal(ApiFailure.Unreachable, (await FailureAsync(early.CallAsync("shop", ApiVerbs.Info, default, Patience, default))).Failure);
        server.Extra = "";
        await server.StartAsync();
        await using var lonely = new ApiClient(NatsEndpoint.Of(server.Url), TimeProvider.System);
        Assert.Equal(ApiFailure.NoHub, (await FailureAsync(lonely.CallAsync("shop", ApiVerbs.Info, default, Patience, default))).Failure);
    }

    [Fact]
    public async Task A_watch_tells_what_is_there_and_what_changes_and_goes_on_after_a_SIGKILL()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        await hub.Buckets.EnsureAsync(Names.Edges, default);
        var bucket = hub[Names.Edges];
        await bucket.PutAsync("a", "1"u8.ToArray(), null, default);
        await using var client = new ApiClient(NatsEndpoint.Of(server.Url), TimeProvider.System);
        await using var keys = client.WatchBucketAsync(Names.Edges, default).GetAsyncEnumerator();
        await UntilAsync(keys, "a");
        await bucket.PutAsync("b", "1"u8.ToArray(), null, default);
        await UntilAsync(keys, "b");
        await server.KillAsync();
        await server.StartAsync();
        await UntilAsync(keys, "a");
        await bucket.PutAsync("c", "1"u8.ToArray(), null, default);
        await UntilAsync(keys, "c");
    }

    private static async Task UntilAsync(IAsyncEnumerator<string> keys, string key)
    {
        do
        {
            Assert.True(await keys.MoveNextAsync().AsTask().WaitAsync(Patience));
        }
        while (keys.Current != key);
    }

    private static async Task<PlainServer> ServerAsync()
    {
        var server = new PlainServer();
        await server.StartAsync();
        return server;
    }

    private static Task<ApiCallException> FailureAsync(Task call) => Assert.ThrowsAsync<ApiCallException>(() => call);

    private sealed class EchoApi : IApiHandler
    {
        public TaskCompletionSource Hanging { get; } = new();

        public TaskCompletionSource Release { get; } = new();

        public Task<ApiReply> HandleAsync(string workspace, string verb, ReadOnlyMemory<byte> body, ApiCaller caller, CancellationToken token) =>
            HandleAsync(workspace, verb, body.Span.SequenceEqual("who"u8) ? Encoding.UTF8.GetBytes("who " + caller.Told) : body, token);

        public async Task<ApiReply> HandleAsync(string workspace, string verb, ReadOnlyMemory<byte> body, CancellationToken token)
        {
            var text = Encoding.UTF8.GetString(body.Span);
            switch (text)
            {
                case "hang":
                    Hanging.SetResult();
                    await Release.Task;
                    break;
                case "throw":
                    throw new InvalidOperationException("broken");
                case "large":
                    text = new string('x', 2 << 20);
                    break;
            }

            return new ApiReply { Error = new ApiError("invalid", $"{workspace} {verb} {text}", []) };
        }
    }
}

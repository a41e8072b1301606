using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.TestKit.Processes;
using NATS.Client.Core;

namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>A real hub with its server, and people who ask of it the whole time.</summary>
internal sealed class KillWorld : IAsyncDisposable
{
    public const string PolicyName = "kills";
    private static readonly TimeSpan OneAnswer = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private NatsConnection? _connection;
    private volatile CancellationTokenSource _serving = new();

    public Fleet Fleet { get; } = new();

    public WantedObjects Wanted { get; } = new();

    /// <summary>The hub's process, which may have been killed.</summary>
    public KseProcess Hub { get; private set; } = null!;

    /// <summary>Starts a hub and applies everything once.</summary>
    public static async Task<KillWorld> StartAsync(CancellationToken token)
    {
        var world = new KillWorld();
        try
        {
            await world.LaunchHub().WaitForLineAsync("hub is ready", token);
            world._connection = await world.ConnectAsync(token);
            foreach (var number in WantedObjects.Numbers.Prepend(WantedObjects.Policy))
                await world.EditAsync(number, token);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the hub's process and waits for nothing. With the guard as it is by default: a kill must not trip it.</summary>
    public KseProcess LaunchHub() =>
        Hub = KseProcess.Start(Fleet.Variables, "hub", "--state", Fleet.HubState, "--listen", "127.0.0.1:0", "--heartbeat", "2s");

    /// <summary>Nobody waits any longer for answers to what was asked before: who would give them is dead.</summary>
    public void NobodyAnswers()
    {
        var before = _serving;
        _serving = new CancellationTokenSource();
        before.Cancel();
    }

    /// <summary>Has the hub take the next version of an object, or of the policy; asked again until it does, as a person would.</summary>
    public async Task EditAsync(int number, CancellationToken token)
    {
        var version = Wanted.Ask(number);
        if (number == WantedObjects.Policy)
        {
            var bundle = new PolicyBundle { Main = "kills.js", Files = new() { ["kills.js"] = WantedObjects.PolicyText(version) } };
            await AskAsync(ApiVerbs.Apply, new ApplyRequest { Policies = [new ApplyPolicy("kills.js", PolicyName, bundle)] }, ContractsJson.Default.ApplyRequest, token);
        }
        else if (WantedObjects.IsThere(number, version))
        {
            await AskAsync(ApiVerbs.Apply, new ApplyRequest { Objects = [new ApplyObject("kills:1", WantedObjects.Written(number, version), null)] }, ContractsJson.Default.ApplyRequest, token);
        }
        else
        {
            await AskAsync(ApiVerbs.Delete, new DeleteRequest { Objects = [WantedObjects.KeyOf(number)], IgnoreNotFound = true }, ContractsJson.Default.DeleteRequest, token);
        }

        Wanted.Took(number, version);
    }

    /// <summary>All records of a resource.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string resource, CancellationToken token)
    {
        var page = (await AskAsync(ApiVerbs.Get, new GetQuery { Resource = resource }, ContractsJson.Default.GetQuery, token)).Deserialize(ContractsJson.Default.ItemsResult)!;
        Assert.Empty(page.Continue);
        return page.Items;
    }

    /// <summary>Asks the hub until it answers without an error.</summary>
    public async Task<JsonElement> AskAsync<T>(string verb, T body, JsonTypeInfo<T> type, CancellationToken token)
    {
        var (payload, last) = (JsonSerializer.SerializeToUtf8Bytes(body, type), "nothing");
        try
        {
            while (true)
            {
                try
                {
                    if ((await AskOnceAsync(verb, payload, token)) is { Error: var error, Result: var result })
                    {
                        if (error is null)
                            return result ?? default;
                        last = $"{error.Code}: {error.Message} {string.Join("; ", error.Details.Select(detail => detail.Message))}";
                    }
                }
                catch (Exception e) when (e is NatsException || (e is OperationCanceledException && !token.IsCancellationRequested))
                {
                    last = e.Message;
                }

                await Task.Delay(Pause, TimeProvider.System, token);
            }
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"the hub never took '{verb}'; it said last: {last}. Its daemon wrote:\n{string.Join('\n', Hub.Lines.TakeLast(40))}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (Hub is not null)
            await Hub.DisposeAsync();
        await Fleet.DisposeAsync();
        _serving.Dispose();
    }

    private async Task<ApiReply> AskOnceAsync(string verb, byte[] payload, CancellationToken token)
    {
        using var one = CancellationTokenSource.CreateLinkedTokenSource(token, _serving.Token);
        one.CancelAfter(OneAnswer);
        var reply = await _connection!.RequestAsync<byte[], byte[]>(Subjects.Api("default", verb), payload, cancellationToken: one.Token);
        return JsonSerializer.Deserialize(reply.Data, ContractsJson.Default.ApiReply)!;
    }

    private async Task<NatsConnection> ConnectAsync(CancellationToken token)
    {
        using var context = JsonDocument.Parse(await File.ReadAllTextAsync(Fleet.Folder["config", "nats", "context", "kse.json"], token));
        return new NatsConnection(new NatsOpts
        {
            Url = context.RootElement.GetProperty("url").GetString()!,
            AuthOpts = new NatsAuthOpts { CredsFile = context.RootElement.GetProperty("creds").GetString() },
            RequestTimeout = OneAnswer,
            ReconnectWaitMin = Pause,
            ReconnectWaitMax = 4 * Pause,
        });
    }
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.TestKit.Processes;
using NATS.Client.Core;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>Talks to a hub's API and counts what its streams got.</summary>
internal sealed class HubClient(NatsConnection connection) : IAsyncDisposable
{
    public NatsConnection Connection => connection;

    /// <summary>Connects as the hub's admin, by the context that the hub wrote.</summary>
    public static async Task<HubClient> ConnectAsync(Fleet fleet) => new(await OpenAsync(fleet, NatsOpts.Default.InboxPrefix));

    /// <summary>Where the hub's server is, as the hub's own context says.</summary>
    public static async Task<string> UrlAsync(Fleet fleet)
    {
        using var context = await ContextAsync(fleet);
        return context.RootElement.GetProperty("url").GetString()!;
    }

    /// <summary>A connection of the hub's admin, with an inbox of the caller's choice.</summary>
    public static async Task<NatsConnection> OpenAsync(Fleet fleet, string inbox)
    {
        using var context = await ContextAsync(fleet);
        var connection = new NatsConnection(new NatsOpts
        {
            Url = context.RootElement.GetProperty("url").GetString()!,
            AuthOpts = new NatsAuthOpts { CredsFile = context.RootElement.GetProperty("creds").GetString() },
            RequestTimeout = TimeSpan.FromSeconds(60),
            SubPendingChannelCapacity = 200_000,
            InboxPrefix = inbox,
            ReconnectWaitMin = TimeSpan.FromMilliseconds(100),
            ReconnectWaitMax = TimeSpan.FromMilliseconds(500),
        });
        await connection.ConnectAsync();
        return connection;
    }

    public async Task ApplyAsync(CancellationToken token, params JsonElement[] objects)
    {
        // Messages are at most 1 MiB: many objects go in several requests.
        foreach (var chunk in objects.Chunk(200))
            await CallAsync(ApiVerbs.Apply, new ApplyRequest { Objects = [.. chunk.Select((o, i) => new ApplyObject($"bench:{i}", o, null))] }, ContractsJson.Default.ApplyRequest, token);
    }

    public Task<JsonElement> ApplyPolicyAsync(string name, string file, CancellationToken token) =>
        CallAsync(
            ApiVerbs.Apply,
            new ApplyRequest { Policies = [new ApplyPolicy(file, name, new PolicyBundle { Main = Path.GetFileName(file), Files = new() { [Path.GetFileName(file)] = File.ReadAllText(file) } })] },
            ContractsJson.Default.ApplyRequest,
            token);

    /// <summary>Deletes objects and policies; what is not there is fine.</summary>
    public Task<JsonElement> DeleteAsync(IReadOnlyList<ObjectKey> objects, IReadOnlyList<string> policies, CancellationToken token) =>
        CallAsync(ApiVerbs.Delete, new DeleteRequest { Objects = objects, Policies = policies, IgnoreNotFound = true }, ContractsJson.Default.DeleteRequest, token);

    /// <summary>Sets a label of an edge.</summary>
    public Task<JsonElement> LabelAsync(string edge, string name, string value, CancellationToken token) =>
        CallAsync(ApiVerbs.Edge, new EdgeEditRequest { Edge = edge, SetLabels = new(StringComparer.Ordinal) { [name] = value }, Overwrite = true }, ContractsJson.Default.EdgeEditRequest, token);

    /// <summary>The newest value of a key.</summary>
    public async Task<byte[]> ValueAsync(string bucket, string key, CancellationToken token) =>
        (await connection.RequestAsync<byte[], byte[]>($"$JS.API.DIRECT.GET.{Buckets.StreamOf(bucket)}.{Buckets.SubjectOf(bucket, key)}", [], cancellationToken: token)).Data!;

    /// <summary>Returns when the hub's API answers.</summary>
    public async Task ListensAsync(CancellationToken token)
    {
        while (true)
        {
            try
            {
                await SettledAsync(token);
                return;
            }
            catch (NatsNoRespondersException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, token);
            }
        }
    }

    public async Task<bool> SettledAsync(CancellationToken token) =>
        (await CallAsync(ApiVerbs.Info, JsonDocument.Parse("{}").RootElement, ContractsJson.Default.JsonElement, token)).GetProperty("settled").GetBoolean();

    /// <summary>Last sequence and bytes of every bucket's stream.</summary>
    public async Task<(ulong Messages, ulong Bytes)> WrittenAsync(CancellationToken token)
    {
        ulong messages = 0, bytes = 0;
        foreach (var bucket in Buckets.All)
        {
            var (sequence, size) = await StreamAsync(Buckets.StreamOf(bucket), token);
            messages += sequence;
            bytes += size;
        }

        return (messages, bytes);
    }

    /// <summary>Last sequence of every bucket's stream and of the audit stream, by name.</summary>
    public async Task<IReadOnlyDictionary<string, ulong>> SequencesAsync(CancellationToken token)
    {
        var sequences = new Dictionary<string, ulong>(StringComparer.Ordinal) { [Buckets.Events] = (await StreamAsync(Buckets.Events, token)).Sequence };
        foreach (var bucket in Buckets.All)
            sequences[bucket] = (await StreamAsync(Buckets.StreamOf(bucket), token)).Sequence;
        return sequences;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static async Task<JsonDocument> ContextAsync(Fleet fleet) =>
        JsonDocument.Parse(await File.ReadAllTextAsync(fleet.Folder["config", "nats", "context", "kse.json"]));

    private async Task<(ulong Sequence, ulong Bytes)> StreamAsync(string stream, CancellationToken token)
    {
        var reply = await connection.RequestAsync<string, string>($"$JS.API.STREAM.INFO.{stream}", "", cancellationToken: token);
        using var info = JsonDocument.Parse(reply.Data ?? "{}");
        var state = info.RootElement.GetProperty("state");
        return (state.GetProperty("last_seq").GetUInt64(), state.GetProperty("bytes").GetUInt64());
    }

    private async Task<JsonElement> CallAsync<T>(string verb, T body, JsonTypeInfo<T> type, CancellationToken token)
    {
        var reply = await connection.RequestAsync<byte[], byte[]>(Subjects.Api("default", verb), JsonSerializer.SerializeToUtf8Bytes(body, type), cancellationToken: token);
        var answer = JsonSerializer.Deserialize(reply.Data, ContractsJson.Default.ApiReply)!;
        return answer.Error is { } error
            ? throw new InvalidOperationException($"{verb}: {error.Message} {string.Join("; ", error.Details.Select(d => d.Message))}")
            : answer.Result ?? default;
    }
}

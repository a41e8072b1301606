using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Regions;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Live;

/// <summary>
/// Asks a region what its own hub knows: single statuses, edges, explanations. Nothing of it is kept up here, so its cost at this hub does not grow with the region; the last answers are
/// remembered, for the time when the region is out of reach.
/// </summary>
internal sealed class RegionDesk(IEdgeAsker asker, IHubInventory inventory, TimeProvider time, IOptions<LiveOptions> options) : IRegionDesk, IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.Value.Concurrency);
    private readonly Remembered<string, RegionAnswer> _last = new(options.Value.Remembered, options.Value.RememberedBytes);

    /// <inheritdoc/>
    public async Task<ApiReply> AskAsync(string region, string workspace, string verb, JsonElement request, CancellationToken token)
    {
        if (inventory.Edge(region) is not { } edge)
            return Refused("not-found", $"there is no region {region}");
        if (edge.Region is null)
            return Refused("invalid", $"{region} is an ordinary edge and has no edges of its own");
        var name = $"{region} {workspace} {verb} {request.GetRawText()}";
        var (answer, trouble) = await AskAsync(region, workspace, verb, request, options.Value.Timeout, token);
        if (answer is { Reply.Error: null } good)
        {
            _last.Put(name, good, name.Length + (good.Reply.Result is { } result ? JsonMarshal.GetRawUtf8Value(result).Length : 0));
            return Named(region, good.Reply, null);
        }

        if (answer is not null)
            return answer.Reply;
        return _last.Of(name) is { } known
            ? Named(region, known.Reply, $"{trouble}; this is what it answered at {known.At:u}")
            : Refused("unreachable", $"{trouble}, and it was not asked this before. What its edges amount to is in `kse get summary`");
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private async Task<(RegionAnswer? Answer, string Trouble)> AskAsync(string region, string workspace, string verb, JsonElement request, TimeSpan within, CancellationToken token)
    {
        await _slots.WaitAsync(token);
        try
        {
            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            var question = JsonSerializer.SerializeToUtf8Bytes(
                new RegionQuestion { Id = id, Workspace = workspace, Verb = verb, Request = request }, ContractsJson.Default.RegionQuestion);

            // A region hands on to regions inside it, and they take as long as edges may take here.
            using var limit = new CancellationTokenSource(within * 2, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
            try
            {
                await foreach (var body in asker.AskAsync(region, Subjects.AskApi, id, question, options.Value.MaxAnswerBytes, both.Token).WithCancellation(both.Token))
                {
                    if (body.IsEmpty)
                        return (null, $"region {region} is not connected");
                    return Read(body, id) is { } answer ? (answer, "") : (null, $"region {region} answered something that cannot be read");
                }
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !token.IsCancellationRequested)
            {
                // Its time is over.
            }
            catch (BucketUnavailableException error)
            {
                return (null, error.Message);
            }

            return (null, $"region {region} did not answer within {(within * 2).TotalSeconds:0.#} s");
        }
        finally
        {
            _slots.Release();
        }
    }

    private static RegionAnswer? Read(ReadOnlyMemory<byte> body, string id)
    {
        try
        {
            return WireJson.Read(body.Span, ContractsJson.Default.RegionAnswer) is { Reply: not null } answer && answer.Id == id ? answer : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A reply with its edges named as they are up here; of one that is not fresh each item says so.</summary>
    private static ApiReply Named(string region, ApiReply reply, string? stale)
    {
        if (reply.Result is not { ValueKind: JsonValueKind.Object } result || JsonNode.Parse(result.GetRawText()) is not JsonObject node)
            return reply;
        if (node["items"] is JsonArray items)
        {
            foreach (var item in items.OfType<JsonObject>())
            {
                Name(item, item.ContainsKey("identity") ? "id" : "edge");
                if (stale is not null)
                    (item["source"], item["trouble"]) = ("LastKnown", stale);
            }
        }

        Name(node, "edge");
        return reply with { Result = node.Deserialize(ContractsJson.Default.JsonElement) };

        void Name(JsonObject item, string field)
        {
            if (item[field] is JsonValue value && value.TryGetValue<string>(out var edge) && edge.Length > 0)
                item[field] = EdgePath.Join(region, edge);
        }
    }

    private static ApiReply Refused(string code, string message) => new() { Error = new ApiError(code, message, []) };
}

using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Integration.Tests.Hostile;

/// <summary>
/// What the server lets through, since it is on the edge's own subjects, and what therefore the hub has to deny: speaking of others in the body, asking for what hangs from no root of its own,
/// repeating what was said before, and joining with tokens that are spent, expired, altered or somebody else's.
/// </summary>
internal static class HubAttempts
{
    private static readonly string Unknown = new('b', 64);

    public static IReadOnlyList<HubAttempt> All { get; } =
    [
        HubAttempt.Ask("a heartbeat that names another edge", "heartbeat", _ => """{"edge":"honest"}""", "could not handle"),
        HubAttempt.Ask("facts that name another edge", "facts", _ => """{"edge":"honest","properties":{"memoryGiB":1000}}""", "could not handle"),
        HubAttempt.Ask("a report that names another edge", "report", _ => Report("honest", "thief"), "refused"),
        HubAttempt.Ask("a report whose record names another edge", "report", _ => Report("thief", "honest"), "refused"),
        HubAttempt.Ask("a report of a policy that its root does not name", "report", _ => Report("thief", "thief", "default.other"), "default.other"),
        HubAttempt.Ask("a report with a null in it", "report", _ => """{"edge":"thief","reports":[null]}""", "cannot be read"),
        HubAttempt.Ask("a report of nothing", "report", _ => """{"edge":"thief","reports":null}""", "cannot be read"),
        HubAttempt.Ask("a report of a policy in another bucket", "report", _ => Report("thief", "thief").Replace("default.shop", "$KV.kse-desired", StringComparison.Ordinal), "cannot be read"),
        HubAttempt.Ask("objects in another edge's name", "upsync", _ => """{"edge":"honest","process":"p","parts":[]}""", "refused"),
        HubAttempt.Ask("objects that no root asks for", "upsync", _ => """{"edge":"thief","process":"p","parts":[{"policy":"default.shop","sequence":1,"index":{}}]}""", "denied"),
        HubAttempt.Ask("the root of the other edge by its digest", "get", thief => Get(thief.NeighboursRoot), "denied"),
        HubAttempt.Ask("a content that only the other edge's tree names", "get", thief => Get(thief.NeighboursContent), "denied"),
        HubAttempt.Ask("a content that there is not", "get", _ => Get(Unknown), "denied"),
        HubAttempt.Ask("a path for a digest", "get", _ => Get("../../keys/root.nk"), "cannot be read"),

        HubAttempt.Join("a token that was used up", thief => thief.JoinAsync(thief.SpentToken, "another"), "used up"),
        HubAttempt.Join("a token that has expired", thief => thief.JoinAsync(thief.ExpiredToken, "another"), "the server denies it"),
        HubAttempt.Join("a token that was altered", thief => thief.JoinAsync(Altered(thief.OpenToken), "another"), "This join token"),
        HubAttempt.Join("a token that was cut", thief => thief.JoinAsync(thief.OpenToken[..^20], "another"), "cut off"),
        HubAttempt.Join("the id of the other edge", thief => thief.JoinAsync(thief.OpenToken, "honest"), "honest"),
        HubAttempt.Join("an id that is a wildcard", thief => thief.JoinAsync(thief.OpenToken, "*"), "edge id"),
        HubAttempt.Join("an id that reaches others' subjects", thief => thief.JoinAsync(thief.OpenToken, "honest.>"), "edge id"),
        HubAttempt.Join("an id in capitals", thief => thief.JoinAsync(thief.OpenToken, "HONEST"), "edge id"),
        HubAttempt.Join("another device's request, altered", thief => thief.JoinAsync(thief.OpenToken, "another", request => request with { Edge = "third" }), "proof"),
        HubAttempt.Join("another device's request, for its own exchange key", thief => thief.JoinAsync(thief.OpenToken, "another", request => request with { ExchangeKey = new string('A', 43) }), "proof"),
        HubAttempt.Join("a request without a proof", thief => thief.JoinAsync(thief.OpenToken, "another", request => request with { Proof = "" }), "proof"),
        HubAttempt.Join("a key that is none", thief => thief.JoinAsync(thief.OpenToken, "another", request => request with { PublicKey = "UAAA" }), "public key"),
        HubAttempt.Join("the rights of a region with a token of edges", thief => thief.JoinAsync(thief.OpenToken, "another", request => request with { Hub = request.PublicKey }), "ordinary edges"),
    ];

    private static string Get(string digest) => $$"""{"digests":["{{digest}}"]}""";

    private static string Altered(string token) => token[..40] + (token[40] == 'A' ? 'B' : 'A') + token[41..];

    private static string Report(string speaker, string record, string policy = "default.shop")
    {
        const long Sequence = 9_000_000_000_000;
        var key = PolicyKey.Parse(policy);
        var message = new ReportMessage
        {
            Edge = speaker,
            Reports = [new ReportDelta { Report = new ReportRecord { Edge = record, Policy = key, Manifest = Digest.Of("another"u8), Epoch = 1, Revision = 1, Sequence = Sequence, Objects = [] } }],
        };
        return JsonSerializer.Serialize(message, ContractsJson.Default.ReportMessage);
    }
}

using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Daemon.Cli;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Daemon.Cli.Policy;
using KubeStellar.Edge.Flow.Hub.Decide;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Policy;

public sealed class ReplayCommandTests : IDisposable
{
    private static readonly PolicyBundle Bundle = new() { Main = "web.js", Files = new() { ["web.js"] = new string('x', 700_000) + Convert.ToHexString(Noise()) } };
    private static readonly JsonElement Object = JsonElement.Parse("""{"apiVersion":"v1","data":{"n":"1"},"kind":"ConfigMap","metadata":{"name":"a","namespace":"shop"}}""");
    private readonly CliRun _run = new();
    private readonly Dictionary<string, byte[]> _contents = [];

    public ReplayCommandTests()
    {
        foreach (var (key, stored) in ContentEncoding.Encode(BundleBytes()).Concat(ContentEncoding.Encode(CanonicalJson.Canonicalize(Object))))
        {
            _contents[key.ToString()] = stored;
        }

        _run.Hub.Listings["decisions"] = $"[{JsonSerializer.Serialize(Record, ContractsJson.Default.DecisionRecord)}]";
        _run.Hub.Answer = (verb, body) => verb != ApiVerbs.Content ? FakeHub.Refuse("not-found", verb)
            : _contents.TryGetValue(JsonSerializer.Deserialize(body, ContractsJson.Default.ContentRequest)!.Digest.ToString(), out var stored)
                ? FakeHub.Ok(JsonSerializer.Serialize(new ContentResult { Stored = stored }, ContractsJson.Default.ContentResult))
                : FakeHub.Refuse("not-found", "the hub has no such content (any more)");
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_decision_is_fetched_with_its_contents_chunk_by_chunk_and_survives_a_file()
    {
        var session = new HubSession(_run.Hub, "default", TimeSpan.FromSeconds(1), "x");
        var fetched = await DecisionSource.FetchAsync(session, "3f2a1b", default);
        Assert.Equal(Bundle.Files["web.js"], fetched.Bundle.Files["web.js"]);
        Assert.True(_contents.Count > 3, "the bundle is stored in chunks");

        var file = new FileInfo(Path.Combine(_run.Folder, "decision.json"));
        DecisionSource.Write(file, fetched);
        var read = DecisionSource.Read(file);
        Assert.Equal(fetched.Record.Id, read.Record.Id);
        Assert.Equal(JsonSerializer.Serialize(fetched, ContractsJson.Default.DecisionFile), JsonSerializer.Serialize(read, ContractsJson.Default.DecisionFile));

        File.WriteAllText(file.FullName, File.ReadAllText(file.FullName).Replace("\"n\": \"1\"", "\"n\": \"2\"", StringComparison.Ordinal));
        Assert.Contains("the object in", Assert.Throws<CliException>(() => DecisionSource.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_said()
    {
        _contents.Remove(Record.Source.ToString());
        Assert.Equal(2, await _run.RunAsync("policy", "replay", "3f2a1b"));
        Assert.Contains("the object that was decided on is gone from the hub, so the decision cannot be replayed", _run.Error, StringComparison.Ordinal);

        using var unknown = new CliRun();
        unknown.Hub.Listings["decisions"] = "[]";
        Assert.Equal(2, await unknown.RunAsync("policy", "replay", "nothing"));
        Assert.Contains("there is no decision nothing", unknown.Error, StringComparison.Ordinal);

        Assert.Equal(2, await unknown.RunAsync("policy", "replay"));
        Assert.Contains("say which decision", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_is_told_case_by_case()
    {
        var services = _run.Services();
        var cases = Record.Cases;
        ReplayText.Write(services, Record, new ReplayResult([new(cases[0], ""), new(cases[1], "it is placed")], null, null), OutputFormat.Table);
        Assert.Equal(
            [
                "decision 3f2a1b of default.web about configmap/shop/a, 2026-03-01T12:30:15Z, root 2/99",
                "RESULT      OUTCOME      EDGES   READ                REASON",
                "same        placed       1,200   labels/kind=store   yes: enough memory",
                "different   not placed   3       labels/kind=depot   it is placed",
                "2 cases: 1 same, 1 different; 7 edges are in no recorded case",
            ],
            _run.Lines);
    }

    [Fact]
    public async Task Decisions_are_listed()
    {
        Assert.Equal(0, await _run.RunAsync("get", "decisions"));
        Assert.Equal(["ID", "POLICY", "OBJECT", "PLACED", "FAILED", "CASES", "AGE"], _run.Lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["3f2a1b", "web", "configmap/shop/a", "1200", "0", "2"], _run.Lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..6]);
    }

    private static DecisionRecord Record => new()
    {
        Id = "3f2a1b",
        Policy = new PolicyKey("default", "web"),
        Object = ObjectKey.Parse("_.ConfigMap.shop.a"),
        Bundle = Digest.Of(BundleBytes()),
        Source = Digest.Of(CanonicalJson.Canonicalize(Object)),
        DecidedAt = new DateTimeOffset(2026, 3, 1, 12, 30, 15, TimeSpan.Zero),
        Epoch = 2,
        Revision = 99,
        Counts = new DecisionCounts(1210, 1210, 1200, 0, 0, 0, 1),
        Others = 7,
        Cases =
        [
            new DecidedCase { Outcome = DecisionOutcome.Placed, Edges = 1200, Sample = ["e1"], Reason = "enough memory", Reads = ["labels/kind"], Edge = JsonElement.Parse("""{"labels":{"kind":"store"}}""") },
            new DecidedCase { Outcome = DecisionOutcome.NotPlaced, Edges = 3, Sample = ["e2"], Reads = ["labels/kind"], Edge = JsonElement.Parse("""{"labels":{"kind":"depot"}}""") },
        ],
    };

    private static byte[] BundleBytes() => CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(Bundle, ContractsJson.Default.PolicyBundle));

    /// <summary>Enough that does not compress for the bundle to be stored in chunks.</summary>
    private static byte[] Noise()
    {
        var noise = new byte[800_000];
        for (var (i, hash) = (0, System.Security.Cryptography.SHA256.HashData("seed"u8)); i < noise.Length; i += hash.Length)
        {
            hash = System.Security.Cryptography.SHA256.HashData(hash);
            hash.CopyTo(noise, i);
        }

        return noise;
    }
}

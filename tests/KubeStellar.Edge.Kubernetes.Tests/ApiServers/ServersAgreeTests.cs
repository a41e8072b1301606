using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Client;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Real;

namespace KubeStellar.Edge.Kubernetes.Tests.ApiServers;

/// <summary>The same random doings of several managers, at the real server and at the fake: every answer is the same but for names of the moment (uids, revisions, times, addresses).</summary>
public sealed partial class ServersAgreeTests(FakeApiServerFixture fakes, RealApiServerFixture reals)
{
    private const int Steps = 150;
    private static readonly string[] Managers = ["one", "two", "three"];

    /// <summary>Which runs: 4, or those that KSE_SEEDS names as <c>first-last</c>, for whoever looks for more.</summary>
    public static TheoryData<int> Seeds
    {
        get
        {
            var range = (Environment.GetEnvironmentVariable("KSE_SEEDS") ?? "1-4").Split('-').Select(int.Parse).ToList();
            return [.. Enumerable.Range(range[0], range[1] - range[0] + 1)];
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_is_done_the_answers_are_the_same(int seed)
    {
        var real = await reals.GetAsync();
        var fake = await fakes.GetAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        var space = $"agree{seed}";
        foreach (var server in new[] { real, fake })
        {
            (await server.Admin.CreateAsync(JsonNode.Parse($$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{space}}}"}}""")!.AsObject(), limit.Token)).Ok();
            await Widgets.DefineAsync(server, space + ".example.com", limit.Token);
        }

        string[] watched = [ApiPath.Of("v1", "configmaps", space), ApiPath.Of("apps/v1", "deployments", space), ApiPath.Of(space + ".example.com/v1", "widgets", space)];
        var starts = new Dictionary<(ApiServer, string), string>();
        foreach (var server in new[] { real, fake })
        {
            foreach (var path in watched)
                starts[(server, path)] = (string)(await server.Admin.GetAsync(path, limit.Token)).Ok()["metadata"]!["resourceVersion"]!;
        }

        var random = new Random(seed);
        var done = new List<string>();
        for (var step = 0; step < Steps; step++)
        {
            var doing = new RandomDoing(random, space, Managers[random.Next(Managers.Length)]);
            done.Add(doing.Description);
            var theirs = await doing.RunAsync(real.Admin, limit.Token);
            var ours = await doing.RunAsync(fake.Admin, limit.Token);
            var (expected, actual) = (Plain(theirs), Plain(ours));
            Assert.True(expected == actual, $"seed {seed}, step {step}: {doing.Description}\nreal: {expected}\nfake: {actual}\nbefore:\n{string.Join('\n', done.TakeLast(12))}");
        }

        // Who had only watched saw the same as well.
        var seen = await Task.WhenAll(new[] { real, fake }.Select(server => Task.WhenAll(watched.Select(path => SeenAsync(server, path, starts[(server, path)], limit.Token)))));
        for (var i = 0; i < watched.Length; i++)
        {
            for (var line = 0; line < Math.Max(seen[0][i].Count, seen[1][i].Count); line++)
            {
                var (expected, actual) = (seen[0][i].ElementAtOrDefault(line), seen[1][i].ElementAtOrDefault(line));
                Assert.True(expected == actual, $"seed {seed}, {watched[i]}, event {line} after\n{seen[0][i].ElementAtOrDefault(line - 1)}\nreal: {expected}\nfake: {actual}");
            }
        }
    }

    private static async Task<List<string>> SeenAsync(ApiServer server, string path, string from, CancellationToken token)
    {
        var seen = new List<string>();
        await foreach (var change in server.Admin.WatchAsync($"{path}?labelSelector=l0&timeoutSeconds=1&resourceVersion={from}", token))
            seen.Add($"{change.Type} {Sorted(change.Body)!.ToJsonString(Options)}");
        return seen;
    }

    /// <summary>Names of <see cref="UsualObjects"/>.</summary>
    public static TheoryData<string> Usual => [.. UsualObjects.All.Select(one => one.Kind)];

    [Theory]
    [MemberData(nameof(Usual))]
    public async Task The_usual_kinds_fare_alike(string kind)
    {
        var real = await reals.GetAsync();
        var fake = await fakes.GetAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var token = limit.Token;
        var space = "usual-" + kind.ToLowerInvariant();
        var body = JsonNode.Parse(UsualObjects.All.Single(one => one.Kind == kind).Json.Replace("@space", space, StringComparison.Ordinal))!.AsObject();
        List<string>[] said = [[], []];
        foreach (var (server, answers) in new[] { real, fake }.Zip(said))
        {
            var client = server.Admin;
            (await client.CreateAsync(JsonNode.Parse($$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{space}}}"}}""")!.AsObject(), token)).Ok();
            var first = await client.ApplyAsync(body, token, "one");

            // The real server writes a claim for volumes a second time, with nothing that shows; from then on it is at rest.
            var second = await client.ApplyAsync(body, token, "one");
            var again = await client.ApplyAsync(body, token, "one");
            var live = again.Ok();
            Assert.True(Equals((string?)second.Ok()["metadata"]!["resourceVersion"], (string?)live["metadata"]!["resourceVersion"]), $"{server.Name} wrote what it had: {again.Text}\n{second.Text}");
            live["metadata"]!["labels"] ??= new JsonObject();
            live["metadata"]!["labels"]!["more"] = "1";
            ApiAnswer[] all =
            [
                first, await client.UpdateAsync(live, token, "two"), await client.MergeAsync(ApiPath.Of(body), """{"metadata":{"annotations":{"x":"y"}}}""", token, "three"),
                await client.ApplyAsync(body, token, "one"), await client.DeleteAsync(ApiPath.Of(body), token, """{"propagationPolicy":"Background"}"""), await client.CreateAsync(body, token, "four"),
            ];
            answers.AddRange(all.Select(Plain));
        }

        for (var i = 0; i < said[0].Count; i++)
            Assert.True(said[0][i] == said[1][i], $"seed 0, step {i}: {kind}\nreal: {said[0][i]}\nfake: {said[1][i]}\nbefore:\n");
    }

    private static string Plain(ApiAnswer answer) => $"{answer.Status} {(answer.Body is { } body ? Sorted(body)!.ToJsonString(Options) : answer.Text)}";

    private static readonly System.Text.Json.JsonSerializerOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonNode? Sorted(JsonNode? node, string name = "")
    {
        switch (node)
        {
            case JsonObject map:
                var result = new JsonObject();
                foreach (var (key, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    if (key is not ("uid" or "resourceVersion" or "creationTimestamp" or "deletionTimestamp" or "time" or "clusterIP" or "clusterIPs" or "nodePort" or "lastPhaseTransitionTime") && !(key == "status" && value is JsonObject { Count: 0 }))
                        result[key] = Sorted(value, key);
                }

                return result;
            case JsonArray list when name == "managedFields":
                return new JsonArray([.. list.Select(item => Sorted(item)).OrderBy(item => item!["manager"] + " " + item["operation"] + item["subresource"], StringComparer.Ordinal)]);
            case JsonArray list when name == "causes":
                return new JsonArray([.. list.Select(item => Sorted(item)).OrderBy(item => item!["message"] + " " + item["field"], StringComparer.Ordinal)]);
            case JsonArray list:
                return new JsonArray([.. list.Select(item => Sorted(item))]);
            case JsonValue value when value.TryGetValue<string>(out var text):
                
                // A refused value is printed from Go's structs: only that it is refused counts.
                return Value().Replace(Uid().Replace(text, "UID"), "Invalid value: VALUE: ");
            default:
                return node?.DeepClone();
        }
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex(@"Invalid value: \{.*?\}: (?=[a-z`])")]
    private static partial Regex Value();
}

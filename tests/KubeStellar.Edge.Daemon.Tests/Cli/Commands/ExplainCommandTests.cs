using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Commands;

public sealed class ExplainCommandTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task An_object_alone_is_explained_for_all_edges_grouped_by_reason()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""
            {"edge":"","object":"apps.Deployment.shop.web","placed":true,"policy":"default.web","decision":"3f2a1b","steps":[{"stage":"select","outcome":"yes","reason":"policy default.web selects it"}],
             "groups":[
               {"outcome":"placed","edges":1204,"reason":"yes: enough memory","reads":{"labels":{"kind":"store"},"properties":{"memoryGiB":4}},"sample":["store-1","store-2","store-3","store-4"],
                "detail":{"operations":[{"op":"set","path":["spec","replicas"],"value":3}]}},
               {"outcome":"not placed","edges":310,"reason":"place said no","reads":{"labels":{"kind":"depot"}},"sample":["depot-1"]},
               {"outcome":"stalled","edges":3,"reason":"Threw: x is undefined main.js:5:11","reads":{"labels":{}},"sample":["a","b","c"]}]}
            """);

        Assert.Equal(0, await _run.RunAsync("explain", "deployment/web"));

        var asked = System.Text.Json.JsonSerializer.Deserialize(_run.Hub.Asked.Single().Body, Contracts.ContractsJson.Default.ExplainRequest)!;
        Assert.Equal(("", "deployment/web", ApiVerbs.Explain), (asked.Edge, asked.Object, _run.Hub.Asked.Single().Verb));
        Assert.Equal(
            [
                "deployment.apps/shop/web: placed at 1,204 of 1,517 edges; policy default.web, decision 3f2a1b",
                "  [yes]     select  policy default.web selects it",
                "",
                "OUTCOME      EDGES   REASON                               READ                                       AT",
                "placed       1,204   yes: enough memory                   labels/kind=store properties/memoryGiB=4   store-1, store-2, store-3 and 1,201 more",
                "not placed   310     place said no                        labels/kind=depot                          depot-1 and 309 more",
                "stalled      3       Threw: x is undefined main.js:5:11                                              a, b, c",
            ],
            _run.Lines);

        using var wide = new CliRun();
        wide.Hub.Answer = _run.Hub.Answer;
        Assert.Equal(0, await wide.RunAsync("explain", "deployment/web", "-o", "wide"));
        Assert.Contains("placed at store-1, store-2, store-3 and 1,201 more:", wide.Lines);
        Assert.Contains("replicas", wide.Out, StringComparison.Ordinal);

        using var json = new CliRun();
        json.Hub.Answer = _run.Hub.Answer;
        Assert.Equal(0, await json.RunAsync("explain", "deployment/web", "-o", "json"));
        Assert.Equal(1204, System.Text.Json.JsonElement.Parse(json.Out).GetProperty("groups")[0].GetProperty("edges").GetInt32());
    }

    [Fact]
    public async Task Edges_that_differ_in_what_was_read_stand_on_one_line_when_the_reason_is_the_same()
    {
        var many = string.Join(',', Enumerable.Range(1, 4).Select(i => $$$"""{"outcome":"not placed","edges":1,"reason":"no: too small","reads":{"properties":{"gib":{{{i}}}}},"sample":["n{{{i}}}"]}"""));
        _run.Hub.Answer = (_, _) => FakeHub.Ok($$$"""
            {"edge":"","object":"apps.Deployment.shop.web","placed":true,"policy":"default.web","decision":"3f2a1b","steps":[],
             "groups":[
               {"outcome":"placed","edges":2,"reason":"yes: large","reads":{"labels":{"size":"large"},"properties":{"gib":8}},"sample":["b","c"]},
               {"outcome":"placed","edges":1,"reason":"yes: large","reads":{"labels":{"size":"medium"},"properties":{"gib":8}},"sample":["a"]},
               {{{many}}},
               {"outcome":"stalled","edges":1,"reason":"Threw: x","reads":{"id":"s1"},"sample":["s1"]},
               {"outcome":"stalled","edges":7,"reason":"Threw: x","sample":["s2"]}]}
            """);

        Assert.Equal(0, await _run.RunAsync("explain", "deployment/web"));
        Assert.Equal(
            [
                "deployment.apps/shop/web: placed at 3 of 15 edges; policy default.web, decision 3f2a1b",
                "",
                "OUTCOME      EDGES   REASON          READ                                        AT",
                "stalled      8       Threw: x        id                                          s1, s2 and 6 more",
                "not placed   4       no: too small   properties/gib                              n1, n2, n3, n4",
                "placed       3       yes: large      labels/size=large|medium properties/gib=8   a, b, c",
            ],
            _run.Lines);

        using var wide = new CliRun();
        wide.Hub.Answer = _run.Hub.Answer;
        Assert.Equal(0, await wide.RunAsync("explain", "deployment/web", "-o", "wide"));
        Assert.Equal(4, wide.Lines.Count(line => line.Contains("no: too small", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_was_read_of_one_edge_is_told_beside_the_step()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""
            {"edge":"s1","object":"apps.Deployment.shop.web","placed":true,"steps":[
              {"stage":"place","outcome":"yes","reason":"yes: enough memory","detail":{"read":{"labels":{"kind":"store"},"taints":[]},"decision":"3f2a1b"}}]}
            """);
        Assert.Equal(0, await _run.RunAsync("explain", "s1", "deployment/web"));
        Assert.Equal(["deployment.apps/shop/web at s1: placed", "  [yes]     place  yes: enough memory", "               it read labels/kind=store taints=[]"], _run.Lines);
    }

    [Fact]
    public async Task Nothing_and_too_much_are_refused()
    {
        Assert.Equal(2, await _run.RunAsync("explain"));
        Assert.Equal(2, await _run.RunAsync("explain", "a", "b", "c"));
        Assert.Empty(_run.Hub.Asked);
    }
}

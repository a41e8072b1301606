using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;
using KubeStellar.Edge.Kubernetes.Source.Policies;
using KubeStellar.Edge.Kubernetes.Source.Watching;

namespace KubeStellar.Edge.Kubernetes.Tests.Source.Policies;

public sealed class PolicyDeskTests
{
    private static readonly SourceOutcome Taken = new(1, 0, 0, 0, [], "");
    private readonly PolicyDesk _desk = new(() => { });

    [Fact]
    public void Each_state_is_handed_over_once_and_again_when_the_hub_could_not()
    {
        Put(_desk.Resources, "web", "shop");
        var next = _desk.Next();
        _desk.Settle(next, SourceOutcome.NotNow("away"));
        Assert.Single(_desk.Next());
        Assert.False(_desk.IsJudged(next[0]));
        _desk.Settle(next, Taken);
        Assert.Empty(_desk.Next());
        Assert.True(_desk.IsJudged(next[0]));
        Put(_desk.Resources, "web", "shop", generation: 2);
        Assert.Single(_desk.Next());
    }

    [Fact]
    public void A_refusal_is_of_one_state_and_is_tried_again()
    {
        Put(_desk.Resources, "web", "shop");
        var next = _desk.Next();
        _desk.Settle(next, Taken with { Refused = [new SourceRefusal("shop/web/web.js", "invalid", [new ApiFault("web.js:1:1", "", "Syntax")])] });
        Assert.Equal(("Refused", "web.js:1:1: Syntax"), _desk.Refusal(next[0]));
        Assert.Empty(_desk.Next());
        _desk.Again();
        Assert.Single(_desk.Next());
        Put(_desk.Resources, "web", "shop", generation: 2);
        Assert.Null(_desk.Refusal(_desk.Next()[0]));
    }

    [Fact]
    public void Of_two_with_one_name_the_older_counts()
    {
        Put(_desk.Resources, "web", "new", created: "2026-02-01T00:00:00Z");
        Put(_desk.ConfigMaps, "web", "old", created: "2026-01-01T00:00:00Z");
        var (counting, shadowed) = _desk.All;
        Assert.Equal(("old", "new", "old"), (Assert.Single(counting).Space, Assert.Single(shadowed).Policy.Space, shadowed[0].First.Space));
    }

    [Fact]
    public void Gone_is_what_no_watch_tells_of_and_without_the_kind_only_what_was_a_ConfigMap()
    {
        Put(_desk.ConfigMaps, "map", "shop");
        _desk.ConfigMaps.Leave("shop", "map");
        Assert.Equal(["map", "web"], _desk.Gone(["web", "map"], resources: true, configMaps: true));
        Assert.Equal(["map"], _desk.Gone(["web", "map"], resources: null, configMaps: true));
        Assert.Empty(_desk.Gone(["web", "map"], resources: false, configMaps: true));
        Assert.Empty(_desk.Gone(["web", "map"], resources: true, configMaps: false));
    }

    private static void Put(IScopeUser side, string name, string space, int generation = 1, string created = "2026-01-01T00:00:00Z")
    {
        var item = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Any",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = space, ["uid"] = $"{space}/{name}", ["generation"] = generation, ["creationTimestamp"] = created },
            ["spec"] = new JsonObject { ["module"] = "x" },
            ["data"] = new JsonObject { ["policy.js"] = "x" },
        };
        Assert.True(side.Take(new LiveEntry { Namespace = space, Name = name, Uid = $"{space}/{name}", ResourceVersion = "1", Marks = new Dictionary<string, string>() }, item));
    }
}

using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Hub.Place;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Place;

public sealed class SelectorTests
{
    private static readonly ObjectKey Key = ObjectKey.Parse("_.ConfigMap.shop.a");

    [Theory]
    [InlineData("tier", LabelOperator.In, "web,db", null)]
    [InlineData("tier", LabelOperator.In, "db", "it selects label tier in (db), and the object has web")]
    [InlineData("tier", LabelOperator.NotIn, "web", "it selects label tier notin (web), and the object has web")]
    [InlineData("zone", LabelOperator.NotIn, "a", null)]
    [InlineData("tier", LabelOperator.Exists, "", null)]
    [InlineData("zone", LabelOperator.Exists, "", "it selects label zone, and the object has none")]
    [InlineData("zone", LabelOperator.DoesNotExist, "", null)]
    [InlineData("tier", LabelOperator.DoesNotExist, "", "it selects label !tier, and the object has web")]
    public void Expressions_are_those_of_Kubernetes(string key, LabelOperator operation, string values, string? whyNot)
    {
        var selection = new PolicySelection { Expressions = [new LabelRequirement(key, operation, values.Split(',', StringSplitOptions.RemoveEmptyEntries))] };
        var workload = JsonElement.Parse(Objects.ConfigMap("a", labels: """{"tier":"web"}"""));
        Assert.Equal(whyNot, Selector.WhyNot(selection, Key, workload));
        Assert.Equal(whyNot is null, Selector.Selects(selection, Key, workload));
    }

    [Fact]
    public void An_object_without_labels_meets_what_is_met_by_their_absence()
    {
        var bare = JsonElement.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"shop"}}""");
        Assert.True(Selector.Selects(new PolicySelection { Expressions = [new LabelRequirement("tier", LabelOperator.DoesNotExist, [])] }, Key, bare));
        Assert.False(Selector.Selects(new PolicySelection { Labels = new Dictionary<string, string> { ["tier"] = "web" } }, Key, bare));
    }
}

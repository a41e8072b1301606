using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Kubernetes.Source.Objects;
using KubeStellar.Edge.Kubernetes.Source.Watching;

namespace KubeStellar.Edge.Kubernetes.Tests.Source.Objects;

public sealed class GonePlanTests
{
    private static readonly ObjectKey Key = new("", "ConfigMap", "shop", "a");

    public static TheoryData<string, bool, string[]> Cases => new()
    {
        { "no watch tells of its kind", false, [] },
        { "one that was listed does not see it", true, ["ready"] },
        { "one sees it", false, ["ready sees"] },
        { "one was not listed yet, or cannot be", false, ["waits"] },
        { "one of two was not listed", false, ["ready", "waits"] },
        { "one of two sees it", false, ["ready", "ready sees"] },
        { "none of two sees it", true, ["ready", "ready"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gone_is_what_every_watch_that_would_tell_of_it_does_not_see(string about, bool gone, string[] watches)
    {
        var scopes = watches.Select(watch => new Seen(watch.StartsWith("ready", StringComparison.Ordinal), watch.EndsWith("sees", StringComparison.Ordinal))).ToList();
        Assert.True(gone == (GonePlan.Of([Key], _ => scopes).Count == 1), about);
    }

    private sealed record Seen(bool Ready, bool It) : IScopeView
    {
        public bool Sees(string space, string name) => It;
    }
}

using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Contracts.Tests.Wire;

public sealed class CloudEventsTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly EventRecord Stalled = new()
    {
        Kind = "policy.stalled", Subject = "storefront", Workspace = "default", Actor = "hub", Message = "it threw", At = At, Id = "0195516bc4007000a000000000000001",
    };

    [Fact]
    public void Headers_are_the_attributes_in_printable_ascii()
    {
        var headers = CloudEvents.HeadersOf(Stalled with { Subject = "größe 1%\"x\"" }, "AHUB").ToDictionary(one => one.Name, one => one.Value);
        Assert.Equal("1.0", headers["ce-specversion"]);
        Assert.Equal(Stalled.Id, headers["ce-id"]);
        Assert.Equal("/hubs/AHUB/workspaces/default", headers["ce-source"]);
        Assert.Equal("io.kubestellar.edge.policy.stalled", headers["ce-type"]);
        Assert.Equal("gr%C3%B6%C3%9Fe%201%25%22x%22", headers["ce-subject"]);
        Assert.Equal("2026-03-01T12:00:00.0000000Z", headers["ce-time"]);
        Assert.Equal("application/json", headers["content-type"]);
        Assert.All(headers.Values, value => Assert.All(value, c => Assert.InRange(c, '!', '~')));
    }

    [Fact]
    public void An_event_of_an_older_hub_is_named_by_its_place()
    {
        var old = CloudEvents.Of(Stalled with { Id = null, Workspace = "" }, "AHUB", 41);
        Assert.Equal(("seq-41", "/hubs/AHUB"), (old.Id, old.Source));
        Assert.DoesNotContain("\"id\"", old.Data.GetRawText(), StringComparison.Ordinal);
    }
}

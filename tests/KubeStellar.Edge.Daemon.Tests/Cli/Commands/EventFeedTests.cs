using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Commands;

public sealed class EventFeedTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Filters_go_to_the_hub()
    {
        _run.Hub.Listings["events"] = "[]";
        Assert.Equal(0, await _run.RunAsync("get", "events", "--kind", "policy", "--kind", "edge.unreachable", "--for", "policy/web", "--since", "10m", "-o", "cloudevents"));
        var query = JsonSerializer.Deserialize(_run.Hub.Asked[0].Body, ContractsJson.Default.GetQuery)!;
        Assert.Equal(["policy", "edge.unreachable"], query.Kinds!);
        Assert.Equal(("policy/web", "cloudevents", CliRun.Start.AddMinutes(-10)), (query.About, query.Form, query.Since));
    }

    [Theory]
    [InlineData("get", "edges", "--kind", "policy")]
    [InlineData("get", "policies", "-o", "cloudevents")]
    [InlineData("get", "events", "--since", "yesterday")]
    public async Task What_is_of_events_alone_is_refused_elsewhere(params string[] args)
    {
        _run.Hub.Listings["edges"] = "[]";
        Assert.Equal(2, await _run.RunAsync(args));
        Assert.Empty(_run.Hub.Asked);
    }

    [Fact]
    public async Task A_feed_goes_on_from_its_place_and_over_a_hub_that_is_away()
    {
        var answers = new Queue<Func<ApiReply>>([
            () => FakeHub.Ok("""{"items":[{"kind":"a.one","subject":"s"}],"continue":"3"}"""),
            () => FakeHub.Ok("""{"items":[{"kind":"a.two","subject":"s"}],"position":"5"}"""),
            () => throw new TimeoutException("no hub"),
            () => FakeHub.Ok("""{"items":[{"kind":"a.three","subject":"s"}],"position":"6"}"""),
            () => FakeHub.Refuse("invalid", "the test ends here"),
        ]);
        _run.Hub.Answer = (_, _) => answers.Dequeue()();
        _run.Hub.Change("x");
        _run.Hub.Change("x");
        _run.Hub.Change("x");

        Assert.Equal(2, await _run.RunAsync("get", "events", "-w", "-o", "name"));

        Assert.Equal(["", "3", "5", "5", "6"], _run.Hub.Asked.Select(asked => JsonSerializer.Deserialize(asked.Body, ContractsJson.Default.GetQuery)!.Continue));
        Assert.Equal(["a.one", "a.two", "a.three"], _run.Lines.Where(line => line.StartsWith("event/", StringComparison.Ordinal)).Select(line => line.Split('/')[2]));
        Assert.Single(_run.Error.Split('\n'), line => line.Contains("as soon as it is back", StringComparison.Ordinal));
    }
}

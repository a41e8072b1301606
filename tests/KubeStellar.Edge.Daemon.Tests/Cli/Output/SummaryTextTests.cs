using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Output;

public sealed class SummaryTextTests
{
    [Fact]
    public void A_summary_says_how_much_is_in_and_who_is_not()
    {
        var now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var item = new JsonView(JsonElement.Parse("""
            {
              "policy": "default.web", "totals": { "desired": 100 },
              "coverage": { "edges": 100, "reporting": 90, "missing": ["e1", "region-eu/e2"], "elsewhere": 3, "oldest": "2026-03-01T11:55:00+00:00" },
              "groups": [{ "by": "region", "name": "", "totals": { "desired": 4, "ready": 0 } }, { "by": "region", "name": "eu", "totals": { "desired": 96, "ready": 90 } }]
            }
            """));
        string Cell(string heading) => ResourceTypes.Summary.Columns.Single(column => column.Header == heading).Value(item, now);
        Assert.Equal(("90/100", "e1,region-eu/e2 and 5 more", "5m", "none:0/4,eu:90/96"), (Cell("IN"), Cell("MISSING"), Cell("OLDEST"), Cell("GROUPS")));
    }

    [Fact]
    public void One_of_an_older_hub_shows_what_it_has()
    {
        var item = new JsonView(JsonElement.Parse("""{"policy":"default.web","coverage":{"edges":2,"reporting":2,"missing":[]}}"""));
        string Cell(string heading) => ResourceTypes.Summary.Columns.Single(column => column.Header == heading).Value(item, default);
        Assert.Equal(("2/2", "-", "-", "-"), (Cell("IN"), Cell("MISSING"), Cell("OLDEST"), Cell("GROUPS")));
    }
}

using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Circles of three hubs: refused by who is asked to close one, and where nobody could know, said by who finds itself above itself.</summary>
public sealed class RegionCircleTests
{
    [SoakFact]
    public async Task A_circle_over_a_third_hub_is_refused_and_one_that_nobody_could_see_is_said_and_stops_nobody()
    {
        var token = Site.Patience(240);
        await using var fleet = new Fleet();
        var (a, b, c) = (fleet.HubOf("kse"), fleet.HubOf("b"), fleet.HubOf("c"));
        await a.StartAsync(token);
        await b.StartAsync(token);
        await c.JoinAsync(await b.RegionTokenAsync(token), token);
        var (underA, underC) = (await a.RegionTokenAsync(token, "--uses", "0"), await c.RegionTokenAsync(token, "--uses", "0"));

        // c is away when b goes under a, so it cannot know that a stands above it, and b is away when c is asked to take a.
        await c.Process!.StopAsync(token);
        await b.Process!.StopAsync(token);
        await b.JoinAsync(underA, token);
        await b.Process!.StopAsync(token);
        await c.StartAsync(token);
        await a.Process!.StopAsync(token);
        await a.StartAsync(token, "--id", "a", "--join", underC);

        // The one whose start closes the circle says so, and goes on answering its own people.
        await b.StartAsync(token);
        await b.Process!.WaitForLineAsync("HubCircle", token);
        (await b.CliAsync(token, "get", "policies")).Ok();

        // Where it is opened all is well again; now c knows who stands above it, and refuses to close it anew.
        await a.Process!.StopAsync(token);
        await a.StartAsync(token, "--leave");
        await RegionSite.UntilAsync(a, ["get", "edges", "-o", "wide"], o => o.Contains("Ready", StringComparison.Ordinal) && !o.Contains("HubCircle", StringComparison.Ordinal), token);
        await RegionSite.UntilAsync(b, ["get", "edges", "-o", "wide"], o => o.Contains("Ready", StringComparison.Ordinal) && !o.Contains("HubCircle", StringComparison.Ordinal), token);
        await a.Process!.StopAsync(token);
        var refused = a.Launch("--id", "top", "--join", underC);
        Assert.NotEqual(0, await refused.ExitCodeAsync(token));
        Assert.Contains(refused.Lines, line => line.Contains("each would follow the other", StringComparison.Ordinal));
    }
}

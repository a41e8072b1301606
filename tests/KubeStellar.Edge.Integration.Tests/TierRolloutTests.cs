using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A rollout over a hub and a region below it, while both, their server and their edges die in mid-wave.</summary>
public sealed class TierRolloutTests
{
    [SoakFact]
    public async Task Canaries_of_both_tiers_go_first_over_the_death_of_hubs_and_edges_in_mid_wave()
    {
        var token = Site.Patience(240);
        await using var fleet = new Fleet();
        var site = new TierSite(fleet);
        await site.StartAsync(TierSite.Policy(), token);
        await site.BlockAsync("lyon", token);
        await site.BlockAsync("nice", token);

        // The fleet's first wave is open while one of its canaries cannot write: both hubs die.
        await site.EditAsync("2", token);
        await site.HasAsync("ulm", "2", token);
        await TierSite.OpenAsync(site.Region, 2, 0, token);
        await TierSite.KillAsync(site.Region, token);
        await TierSite.OpenAsync(site.Region, 2, 0, token);
        await TierSite.KillAsync(site.Top, token);
        await AllInReachAsync(site, token);
        await TierSite.OpenAsync(site.Top, 2, 0, token);
        site.NobodyHas("2", "bonn", "store-2", "nice", "brest");

        // The second: an edge of the region dies in it, so does its hub, and so does the top.
        site.Unblock("lyon");
        await site.HasAsync("lyon", "2", token);
        await site.HasAsync("bonn", "2", token);
        await TierSite.OpenAsync(site.Region, 2, 1, token);
        await site.KillAsync("nice", token);
        site.Unblock("nice");
        await TierSite.StandsAsync(site.Top, progress => progress is { Wave: 1, Reason: "TooManyUnreachable" }, token);
        await TierSite.KillAsync(site.Region, token);
        await TierSite.KillAsync(site.Top, token);
        await TierSite.StandsAsync(site.Top, progress => progress is { Wave: 1, Reason: "TooManyUnreachable" }, token);
        site.NobodyHas("2", "store-2", "brest");
        await site.BackAsync("nice", token);
        await site.HasAsync("nice", "2", token);

        (await site.Top.CliAsync(token, "wait", "shop", "--for=rollout=complete", "--timeout", "120s")).Ok();
        foreach (var edge in TierSite.All)
            await site.HasAsync(edge, "2", token);
        await site.OnceAndInOrderAsync(token);
    }

    [SoakFact]
    public async Task Cut_off_in_mid_wave_a_region_goes_as_far_as_it_was_let_and_no_further()
    {
        var token = Site.Patience(240);
        await using var fleet = new Fleet();
        var site = new TierSite(fleet);
        await site.StartAsync(TierSite.Policy(), token);
        await site.BlockAsync("nice", token);
        await site.BlockAsync("brest", token);
        await site.EditAsync("2", token);
        await TierSite.OpenAsync(site.Region, 2, 1, token);
        await site.HasAsync("lyon", "2", token);
        await site.HasAsync("bonn", "2", token);

        // The parent is gone; the region, started anew without it, finishes the wave that it was let open, and waits there.
        await site.Top.Process!.StopAsync(token);
        await TierSite.KillAsync(site.Region, token);
        site.Unblock("nice");
        await site.HasAsync("nice", "2", token);
        await TierSite.StandsAsync(site.Region, progress => progress is { Number: 2, Wave: 1, Reason: "AwaitsParent" }, token);
        site.NobodyHas("2", "brest", "store-2");

        // It is back, opens the last wave, and loses its server in it.
        await site.Top.StartAsync(token);
        await TierSite.OpenAsync(site.Top, 2, 2, token);
        await TierSite.OpenAsync(site.Region, 2, 2, token);
        KseProcess.Kill(Assert.Single(AloneTests.Servers(site.Top.State)));
        await site.Top.Process.WaitForLineAsync("nats-server is back", token);
        site.Unblock("brest");
        await site.HasAsync("brest", "2", token);

        (await site.Top.CliAsync(token, "wait", "shop", "--for=rollout=complete", "--timeout", "120s")).Ok();
        foreach (var edge in TierSite.All)
            await site.HasAsync(edge, "2", token);
        await site.OnceAndInOrderAsync(token);
    }

    [SoakFact]
    public async Task What_fails_in_the_region_takes_both_tiers_back_though_both_hubs_die_on_the_way()
    {
        var token = Site.Patience(240);
        await using var fleet = new Fleet();
        var site = new TierSite(fleet);
        await site.StartAsync(TierSite.Policy("deadline: \"8s\",", "totals.failed + totals.stalled > 0 ? gate.rollback(`${totals.failed + totals.stalled} failed`) :"), token);
        await site.BlockAsync("nice", token);
        await site.EditAsync("2", token);
        await site.HasAsync("lyon", "2", token);
        await site.HasAsync("bonn", "2", token);

        // A canary of the region has the release and is away while it is taken back.
        await site.KillAsync("lyon", token);
        var status = await TierSite.StandsAsync(site.Top, progress => progress.Phase is RolloutPhase.RollingBack or RolloutPhase.RolledBack, token);
        Assert.Contains("1 failed", status.Message, StringComparison.Ordinal);
        await TierSite.KillAsync(site.Region, token);
        await TierSite.KillAsync(site.Top, token);
        await site.HasAsync("ulm", "1", token);
        await site.HasAsync("bonn", "1", token);
        site.Unblock("nice");
        await site.HasAsync("nice", "1", token);
        site.NobodyHas("2", "store-2", "brest");
        await site.BackAsync("lyon", token);
        await site.HasAsync("lyon", "1", token);
        var releases = await TierSite.ReleasesAsync(site.Top, token);
        Assert.Equal([(1L, RolloutPhase.Complete), (2L, RolloutPhase.RolledBack)], releases.Select(release => (release.Number, release.Phase)));

        // It stays so until a person says otherwise.
        await AllInReachAsync(site, token);
        (await site.Top.CliAsync(token, "rollout", "retry", "shop", "--reason", "the disk is mended")).Ok();
        (await site.Top.CliAsync(token, "wait", "shop", "--for=rollout=complete", "--timeout", "120s")).Ok();
        foreach (var edge in TierSite.All)
            await site.HasAsync(edge, "2", token);
    }

    /// <summary>The top hears its edges and the region, and the region its own.</summary>
    private static async Task AllInReachAsync(TierSite site, CancellationToken token)
    {
        (await site.Top.CliAsync(token, "wait", "--for=reachable=4", "--timeout", "90s")).Ok();
        (await site.Region.CliAsync(token, "wait", "--for=reachable=3", "--timeout", "90s")).Ok();
    }
}

namespace KubeStellar.Edge.Flow.Tests.Status.Reduce;

/// <summary>
/// After any history of updates, joins, leaves, partitions, restarts, moves and policy changes a summary is what a fresh count over all edges gives: with one hub,
/// and with three tiers. Histories are made of seeds; <c>KSE_SEEDS=1-5000</c> tries others.
/// </summary>
public sealed class HistoryTests
{
    private const int Edges = 14;
    private const int Sites = 4;
    private const int Regions = 2;
    private const int Steps = 60;

    public static TheoryData<bool> Tiers => [false, true];

    [Theory]
    [MemberData(nameof(Tiers))]
    public async Task A_summary_is_what_a_fresh_fold_gives(bool three)
    {
        var range = (Environment.GetEnvironmentVariable("KSE_SEEDS") ?? "1-150").Split('-').Select(int.Parse).ToArray();
        for (var seed = range[0]; seed <= range[^1]; seed++)
            await RunAsync(seed, three);
    }

    private static async Task RunAsync(int seed, bool three)
    {
        var random = new Random(seed);
        var edges = Enumerable.Range(0, Edges).Select(edge => new HistoryEdge($"e{edge:d2}", edge % 3 == 0 ? "" : $"r{edge % 3}") { Site = edge % Sites }).ToList();
        string Label(string edge, string label) => label == "region" ? edges.Find(one => one.Name == edge)?.Region ?? "" : "";
        var top = new HistoryHub("top", Label);
        var regions = Enumerable.Range(0, Regions).Select(region => new HistoryHub($"region-{region}", Label)).ToList();
        var sites = Enumerable.Range(0, Sites).Select(site => new HistoryHub($"site-{site}", Label)).ToList();
        var parents = Enumerable.Range(0, Sites).Select(site => site % Regions).ToArray();
        var (siteReach, regionReach) = (Enumerable.Repeat(true, Sites).ToArray(), Enumerable.Repeat(true, Regions).ToArray());
        HistoryHub HubOf(HistoryEdge edge) => three ? sites[edge.Site] : top;
        IEnumerable<HistoryEdge> At(HistoryHub hub) => edges.Where(edge => HubOf(edge) == hub);

        for (var step = 1; step <= Steps; step++)
        {
            var edge = edges[random.Next(Edges)];
            switch (random.Next(20))
            {
                case < 4:
                    edge.Want(random.Next(2), step);
                    break;
                case < 5:
                    edge.Drop();
                    break;
                case < 11:
                    edge.Say(random, step);
                    break;
                case < 14:
                    edge.Change(random, step);
                    break;
                case < 15:
                    // The policy has another version.
                    var which = random.Next(2);
                    foreach (var one in edges.Where(one => one.Placed))
                    {
                        one.Want(which, step);
                        one.Tell(HubOf(one).Tally);
                    }

                    break;
                case < 16:
                    var hub = three ? new[] { [top], regions, sites }.SelectMany(tier => tier).ElementAt(random.Next(1 + Regions + Sites)) : top;
                    hub.Restart(At(hub));
                    break;
                case < 17 when three:
                    HubOf(edge).Tally.Drop(edge.Name);
                    edge.Move(random.Next(Sites), step);
                    break;
                case < 18 when three:
                    var moved = random.Next(Sites);
                    regions[parents[moved]].Lose(sites[moved].Name);
                    parents[moved] = random.Next(Regions);
                    siteReach[moved] = true;
                    break;
                case < 19 when three:
                    var site = random.Next(Sites);
                    siteReach[site] = !siteReach[site];
                    break;
                case < 20 when three:
                    var region = random.Next(Regions);
                    regionReach[region] = !regionReach[region];
                    break;
                default:
                    break;
            }

            edge.Tell(HubOf(edge).Tally);
            if (random.Next(4) > 0 && step < Steps)
                continue;
            if (three)
                await CarryAsync();
            var want = FreshFold.Of([.. edges.Where(one => one.Placed).Select(one => (one, PathOf(one), CutOf(one)))]);
            var made = FreshFold.Of(await top.MakeAsync());
            if (want != made)
                Assert.Fail($"seed {seed}, step {step}, {(three ? "three tiers" : "one hub")}:\n--- a fresh fold\n{want}--- the summary\n{made}");
        }

        // What a hub out of reach has to say stays where it is; its parent knows what it last said.
        async Task CarryAsync()
        {
            for (var site = 0; site < Sites; site++)
            {
                var fleet = (await sites[site].MakeAsync()).Fleet;
                regions[parents[site]].Take(sites[site].Name, fleet);
                regions[parents[site]].Reach(sites[site].Name, siteReach[site]);
            }

            for (var region = 0; region < Regions; region++)
            {
                top.Take(regions[region].Name, (await regions[region].MakeAsync()).Fleet);
                top.Reach(regions[region].Name, regionReach[region]);
            }
        }

        string PathOf(HistoryEdge one) => three ? $"region-{parents[one.Site]}/site-{one.Site}/" : "";

        string CutOf(HistoryEdge one) => !three ? "" : !regionReach[parents[one.Site]] ? $"region-{parents[one.Site]}" : !siteReach[one.Site] ? $"region-{parents[one.Site]}/site-{one.Site}" : "";
    }
}

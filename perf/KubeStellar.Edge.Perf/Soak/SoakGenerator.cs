using System.Globalization;

namespace KubeStellar.Edge.Perf.Soak;

/// <summary>The history that a seed stands for. It goes on for ever, and a run takes of it what fits into its time.</summary>
internal sealed class SoakGenerator(int seed, SoakSize size)
{
    public static readonly IReadOnlyList<string> Sizes = ["small", "medium", "large"];
    public static readonly IReadOnlyList<string> Zones = ["a", "b"];
    private static readonly string[] Links = ["cut", "refuse", "swallow", "forget", "frozen", "delay", "throttle", "stall", "reset", "ok", "ok", "ok", "ok", "ok"];
    private static readonly string[] Jumps = ["0", "0", "3600", "-3600", "90000", "-2000000", "600"];
    private static readonly string[] Wiped = ["kse-desired", "kse-content", "kse-status", "kse-heads", "kse-workloads", "kse-edges"];
    private readonly Random _random = new(seed);
    private int _number;
    private bool _wiped;

    public IEnumerable<SoakStep> Steps()
    {
        while (true)
            yield return Next() with { Then = _random.Next(4) == 0 ? _random.Next(1500) : _random.Next(150) };
    }

    private SoakStep Next() => _random.Next(100) switch
    {
        < 22 => new SoakStep("edit") { Object = _random.Next(SoakSize.Objects), Value = Value() },
        < 26 => new SoakStep("delete") { Object = _random.Next(SoakSize.Kept, SoakSize.Objects) },
        < 31 => new SoakStep("secret") { Object = _random.Next(SoakSize.Secrets), Value = Value() },
        < 37 => new SoakStep("size") { Edge = Site(), Value = Pick(Sizes) },
        < 41 => new SoakStep("zone") { Edge = Site(), Value = Pick(Zones) },
        < 45 => new SoakStep("policy") { Value = Value(), Object = _random.Next(4) },
        < 52 => new SoakStep("kill-edge") { Edge = Site() },
        < 55 => new SoakStep("down") { Edge = Site() },
        < 59 => new SoakStep("up") { Edge = Site() },
        < 61 => new SoakStep("kill-hub"),
        < 63 => new SoakStep("kill-nats"),
        < 66 => new SoakStep("stop") { Edge = Site() },
        < 69 => new SoakStep("cont") { Edge = Site() },
        < 83 => new SoakStep("link") { Edge = Site(), Value = Pick(Links) },
        < 86 => new SoakStep("disk") { Edge = _random.Next(size.SmallDisks), Value = Pick(["full", "ok"]) },
        < 88 => new SoakStep("clock") { Edge = size.OwnClocks > 0 ? size.SmallDisks + _random.Next(size.OwnClocks) : Site(), Value = Pick(Jumps) },
        < 90 => new SoakStep("pause") { Edge = Site() },
        < 92 => new SoakStep("resume") { Edge = Site() },
        < 99 => new SoakStep("drift") { Edge = Site(), Object = _random.Next(SoakSize.Objects), Value = Pick(["delete", "garble"]) },
        _ => Rare(),
    };

    // One bucket in a run: what lost state under a running hub is repaired by it, and that is a great deal of work.
    private SoakStep Rare()
    {
        if (_wiped || _random.Next(2) == 0)
            return new SoakStep("backup");
        _wiped = true;
        return new SoakStep("wipe") { Value = Pick(Wiped) };
    }

    private int Site() => _random.Next(size.Edges);

    private string Value() => (++_number).ToString(CultureInfo.InvariantCulture);

    private string Pick(IReadOnlyList<string> of) => of[_random.Next(of.Count)];
}

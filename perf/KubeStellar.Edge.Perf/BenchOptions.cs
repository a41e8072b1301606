namespace KubeStellar.Edge.Perf;

/// <summary>What to measure, and at which size.</summary>
internal sealed record BenchOptions
{
    public string Only { get; private init; } = "";

    public IReadOnlyList<int> Edges { get; private init; } = [];

    /// <summary>Above zero: the soak instead of a benchmark, for so long.</summary>
    public double Minutes { get; private init; }

    /// <summary>Seed of the soak: the same seed does the same things.</summary>
    public int Seed { get; private init; } = 1;

    /// <summary>A history of a soak to run again, instead of a seed's; empty for none.</summary>
    public string History { get; private init; } = "";

    /// <summary>For how many minutes a history that fails is made shorter; 0 for not at all.</summary>
    public double Shrink { get; private init; } = 15;

    public int Rounds { get; private init; } = 5;

    /// <summary>Rounds of what takes milliseconds.</summary>
    public int ShortRounds => Rounds * 4;

    public int Edits { get; private init; } = 200;

    public int Objects { get; private init; } = 200;

    /// <summary>Objects in the store of the edge that comes back.</summary>
    public int Stored { get; private init; } = 500;

    /// <summary>Edits that it missed, and updates that its store is watched for.</summary>
    public int Missed { get; private init; } = 1000;

    /// <summary>Objects that go into a cluster cold.</summary>
    public int KubeObjects { get; private init; } = 500;

    /// <summary>Objects that an edge at rest has in a cluster.</summary>
    public int KubeTracked { get; private init; } = 1000;

    /// <summary>How long it is watched at rest.</summary>
    public int IdleSeconds { get; private init; } = 150;

    /// <summary>Workloads that are placed one after another.</summary>
    public IReadOnlyList<int> Workloads { get; private init; } = [1, 20];

    /// <summary>Waves of a rollout, of equal shares of the fleet.</summary>
    public int Waves { get; private init; } = 10;

    /// <summary>Whether the rollout has a gate of its own, or goes by its edges alone.</summary>
    public bool Gate { get; private init; } = true;

    /// <summary>Tiers of hubs: 1, or 3.</summary>
    public IReadOnlyList<int> Tiers { get; private init; } = [1, 3];

    /// <summary>Regions below the top hub; each has two regions of its own.</summary>
    public int Regions { get; private init; } = 1;

    /// <summary>Changes a second, over all edges, while it is measured how long one takes.</summary>
    public int Rate { get; private init; } = 100;

    /// <summary>How long a steady load is watched.</summary>
    public int Seconds { get; private init; } = 12;

    public IReadOnlyList<string> Syncs { get; private init; } = ["default", "always"];

    /// <exception cref="ArgumentException">An option is unknown or lacks its value.</exception>
    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value");
            options = args[i] switch
            {
                "--only" => options with { Only = value },
                "--edges" => options with { Edges = [.. value.Split(',').Select(int.Parse)] },
                "--minutes" => options with { Minutes = double.Parse(value, System.Globalization.CultureInfo.InvariantCulture) },
                "--seed" => options with { Seed = int.Parse(value) },
                "--history" => options with { History = value },
                "--shrink" => options with { Shrink = double.Parse(value, System.Globalization.CultureInfo.InvariantCulture) },
                "--rounds" => options with { Rounds = int.Parse(value) },
                "--edits" => options with { Edits = int.Parse(value) },
                "--objects" => options with { Objects = int.Parse(value) },
                "--stored" => options with { Stored = int.Parse(value) },
                "--missed" => options with { Missed = int.Parse(value) },
                "--kube-objects" => options with { KubeObjects = int.Parse(value) },
                "--kube-tracked" => options with { KubeTracked = int.Parse(value) },
                "--idle-seconds" => options with { IdleSeconds = int.Parse(value) },
                "--workloads" => options with { Workloads = [.. value.Split(',').Select(int.Parse)] },
                "--waves" => options with { Waves = int.Parse(value) },
                "--gate" => options with { Gate = value == "on" ? true : value == "off" ? false : throw new ArgumentException("--gate is on or off") },
                "--tiers" => options with { Tiers = [.. value.Split(',').Select(int.Parse)] },
                "--regions" => options with { Regions = int.Parse(value) },
                "--rate" => options with { Rate = int.Parse(value) },
                "--seconds" => options with { Seconds = int.Parse(value) },
                "--sync" => options with { Syncs = value.Split(',') },
                _ => throw new ArgumentException($"unknown option {args[i]}; known: --minutes --seed --history --shrink --only --edges --rounds --edits --objects --stored --missed --kube-objects --kube-tracked --idle-seconds --workloads --waves --gate --tiers --regions --rate --seconds --sync"),
            };
        }

        return options;
    }
}

using System.Diagnostics;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Nats.Sealing;
using KubeStellar.Edge.Perf.Measure;
using NATS.NKeys;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>What one edge opens: its own wrapped key, and the values that are sealed for all.</summary>
internal sealed record SealOpening(VariantSeal Seal, string Edge, string HubKey, DataKey Key, byte[] Values, string Seed)
{
    private const int Times = 500;

    /// <summary>Opens it over and over.</summary>
    public static void Measure(BenchReport report, SealOpening what, int rounds, params (string Key, object Value)[] tags)
    {
        using var own = KeyPair.FromSeed(what.Seed);
        List<double> warm = [], cold = [];
        for (var round = -1; round < rounds; round++)
        {
            using var opener = new VariantOpener(() => [own]);
            what.Open(opener);
            warm.Add(Microseconds(() => what.Open(opener)));
            cold.Add(Microseconds(() =>
            {
                using var other = new VariantOpener(() => [own]);
                what.Open(other);
            }));
        }

        report.Add("unwrap_us", BenchReport.Median(warm.Skip(1)), "us", [.. tags, ("agreed", "before")]);
        report.Add("unwrap_us", BenchReport.Median(cold.Skip(1)), "us", [.. tags, ("agreed", "cold")]);
    }

    private void Open(VariantOpener opener) => opener.Open(Seal, Edge, HubKey, Key, Values);

    private static double Microseconds(Action step)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Times; i++)
            step();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Times;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>How many kills there are to be, and when in a daemon's life they came.</summary>
internal sealed class KillCount(Action<string> told)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly ConcurrentDictionary<string, int> _byInstant = new(StringComparer.Ordinal);

    /// <summary>How many kills a run makes: 500, or <c>KSE_KILLS</c>.</summary>
    public static int Wanted { get; } = Number("KSE_KILLS", 500);

    /// <summary>What the instants are made of: 1, or <c>KSE_KILLS_SEED</c>.</summary>
    public static int Seed { get; } = Number("KSE_KILLS_SEED", 1);

    /// <summary>One more, after which all was well.</summary>
    public void Add(string instant)
    {
        _byInstant.AddOrUpdate(instant, 1, (_, count) => count + 1);
        if (_byInstant.Values.Sum() is var sum && sum % 10 == 0)
            told(string.Create(CultureInfo.InvariantCulture, $"{sum} kills after {Stopwatch.GetElapsedTime(_start).TotalSeconds:0} s"));
    }

    public override string ToString() => string.Join(", ", _byInstant.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value} {pair.Key}"));

    private static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}

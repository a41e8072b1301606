using System.Globalization;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>What passed at a <see cref="NatsTap"/>: messages and bytes by what they were about.</summary>
internal sealed record TapCount(IReadOnlyDictionary<string, (long Messages, long Bytes)> Up, IReadOnlyDictionary<string, (long Messages, long Bytes)> Down)
{
    /// <summary>Bytes of both directions.</summary>
    public long Bytes => UpBytes + DownBytes;

    /// <summary>Bytes from the edge.</summary>
    public long UpBytes => Up.Values.Sum(one => one.Bytes);

    /// <summary>Bytes to the edge.</summary>
    public long DownBytes => Down.Values.Sum(one => one.Bytes);

    /// <summary>What passed since <paramref name="before"/>.</summary>
    public TapCount Since(TapCount before) => new(Less(Up, before.Up), Less(Down, before.Down));

    /// <summary>For whoever looks on: every kind with its messages and bytes.</summary>
    public override string ToString() => $"up {Text(Up)}; down {Text(Down)}";

    private static Dictionary<string, (long Messages, long Bytes)> Less(
        IReadOnlyDictionary<string, (long Messages, long Bytes)> now, IReadOnlyDictionary<string, (long Messages, long Bytes)> before) =>
        now.Select(pair => (pair.Key, Was: before.GetValueOrDefault(pair.Key), Is: pair.Value)).Where(one => one.Is.Messages > one.Was.Messages)
            .ToDictionary(one => one.Key, one => (one.Is.Messages - one.Was.Messages, one.Is.Bytes - one.Was.Bytes), StringComparer.Ordinal);

    private static string Text(IReadOnlyDictionary<string, (long Messages, long Bytes)> kinds) =>
        string.Join(", ", kinds.OrderByDescending(pair => pair.Value.Bytes).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value.Messages} x {pair.Value.Bytes} B")));
}

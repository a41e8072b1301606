using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.TestKit.Memory.Edge;

/// <summary>Hand-overs of a hub's key, signed by <see cref="FakeSignature"/>.</summary>
public static class FakeHandOvers
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>From the first key to the last, one after the other.</summary>
    public static IReadOnlyList<KeyHandOver> Chain(params string[] keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return [.. Enumerable.Range(1, Math.Max(0, keys.Length - 1)).Select(serial => One(serial, keys[serial - 1], keys[serial]))];
    }

    /// <summary>One that both keys signed.</summary>
    public static KeyHandOver One(long serial, string from, string to)
    {
        var signed = KeyHandOver.Signed(serial, from, to, At);
        return new KeyHandOver(serial, from, to, At, Convert.ToBase64String(new FakeSignature(from).Sign(signed)), Convert.ToBase64String(new FakeSignature(to).Sign(signed)));
    }
}

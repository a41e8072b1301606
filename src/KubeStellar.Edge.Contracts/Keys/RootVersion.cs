namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>The place of a root in the order of roots: the epoch first, the revision within it second. Never a bucket's sequence, never a clock.</summary>
/// <param name="Epoch">Rises when a hub takes over or lost state.</param>
/// <param name="Revision">Rises with every published root.</param>
public readonly record struct RootVersion(long Epoch, long Revision) : IComparable<RootVersion>
{
    /// <summary>Before every root.</summary>
    public static RootVersion None => default;

    /// <summary><c>epoch/revision</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Epoch}/{Revision}");

    /// <summary>Epoch, then revision.</summary>
    public int CompareTo(RootVersion other)
    {
        var order = Epoch.CompareTo(other.Epoch);
        return order != 0 ? order : Revision.CompareTo(other.Revision);
    }

    /// <summary>Older than.</summary>
    public static bool operator <(RootVersion left, RootVersion right) => left.CompareTo(right) < 0;

    /// <summary>Newer than.</summary>
    public static bool operator >(RootVersion left, RootVersion right) => left.CompareTo(right) > 0;

    /// <summary>Not newer than.</summary>
    public static bool operator <=(RootVersion left, RootVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Not older than.</summary>
    public static bool operator >=(RootVersion left, RootVersion right) => left.CompareTo(right) >= 0;
}

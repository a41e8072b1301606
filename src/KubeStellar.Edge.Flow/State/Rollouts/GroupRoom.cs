namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>A <see cref="ReleaseGroup"/> while it is being decided.</summary>
internal sealed class GroupRoom
{
    private readonly ReleaseGroup _group;
    private readonly int[] _left;

    public GroupRoom(ReleaseGroup group)
    {
        _group = group;
        var values = group.OnTheWay.Count;
        foreach (var value in group.Values)
        {
            values = Math.Max(values, value + 1);
        }

        _left = new int[values];
        for (var i = 0; i < values; i++)
        {
            _left[i] = group.Limit - (i < group.OnTheWay.Count ? group.OnTheWay[i] : 0);
        }
    }

    /// <summary>Whether the value of the waiting edge at this position has room.</summary>
    public bool Has(int at) => _left[_group.Values[at]] > 0;

    /// <summary>One more of its value is on its way.</summary>
    public void Take(int at) => _left[_group.Values[at]]--;
}

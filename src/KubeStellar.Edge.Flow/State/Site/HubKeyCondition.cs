namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>Says, or does not say any more, that the hub's key was handed over in a way that is not to be believed.</summary>
internal static class HubKeyCondition
{
    /// <param name="conditions">The edge's.</param>
    /// <param name="why">Why not; empty when it was followed.</param>
    internal static void Set(EdgeConditions conditions, string why)
    {
        if (why.Length == 0)
        {
            conditions.Clear(ConditionTypes.HubKeyRefused);
            return;
        }

        conditions.Set(
            ConditionTypes.HubKeyRefused, "NotBelieved",
            $"What was told as a hand-over of the hub's key is not followed: {why}. This edge goes on with what it has, and takes roots of the key that it knows; find out at the hub who says so.");
    }
}

using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>How a hold is told to machines and to people, wherever it is shown.</summary>
internal static class HoldText
{
    /// <summary>The reason of a held policy.</summary>
    internal const string Reason = "BlastRadius";

    /// <summary>What waits, and what lets it go on.</summary>
    internal static string Sentence(HoldRecord hold) =>
        $"this change would remove {hold.Removed} of {hold.Total} placements at {hold.Edges} edges ({string.Join("; ", hold.Sample)}); "
        + $"edges keep what they have until a person says: kse confirm {hold.Id}";
}

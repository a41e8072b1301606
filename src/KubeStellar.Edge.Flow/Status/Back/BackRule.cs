using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Status.Back;

/// <summary>What is written back of an object, given where it is and what is known there. Pure.</summary>
internal static class BackRule
{
    /// <summary>Of the only copy: what its edge saw after it had applied the wanted content. Until it has, what was known before stands.</summary>
    internal static BackStatus OfOne(BackStatus blank, string edge, ManifestEntry entry, ReportObject? said)
    {
        if (said is null || said.Content != entry.Content || !said.Applied || !said.ObservedAfterApply)
            return blank with { Why = $"edge {edge} did not say yet how the wanted content fares" };
        return said.Status is { ValueKind: JsonValueKind.Object } status
            ? blank with { Known = true, Status = status, From = $"edge {edge}", Stamp = said }
            : blank with { Known = true, Why = $"edge {edge} tells no status of it" };
    }

    /// <summary>Of several copies: what the policy's reduction came to, where it asks for that.</summary>
    internal static BackStatus OfMany(BackStatus blank, StatusWriteBack mode, int owned, SummaryRecord? summary)
    {
        if (mode is not StatusWriteBack.Summary)
            return blank with { Known = true, Why = $"it is placed {blank.Placements} times" };
        if (owned != 1)
            return blank with { Known = true, Why = $"its policy owns {owned} objects, and the summary is of all of them" };
        if (summary?.Value is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } value)
            return blank with { Why = summary is { Error.Length: > 0 } ? $"there is no summary: {summary.Error}" : "there is no summary yet" };
        return value.ValueKind is JsonValueKind.Object
            ? blank with { Known = true, Status = value, From = $"summary of {blank.Policy.Name}", Stamp = summary }
            : blank with { Known = true, Why = "the summary is no object, and a status is one" };
    }
}

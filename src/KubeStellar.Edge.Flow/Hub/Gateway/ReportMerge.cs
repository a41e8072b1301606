using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>What a report's news amount to, given what is held. Pure.</summary>
internal static class ReportMerge
{
    /// <summary>Takes news onto what is held.</summary>
    /// <param name="ground">What is held, and what was read for it.</param>
    /// <param name="delta">The news.</param>
    /// <param name="now">When they came, by the hub's clock; what the edge says of that is not believed.</param>
    /// <returns>The verdict; where the news are taken, what is held now, and the whole report where it is to be written.</returns>
    internal static (ReportVerdict Verdict, HeldReport? Held, ReportRecord? Whole) Merge(ReportGround ground, ReportDelta delta, DateTimeOffset now)
    {
        var held = ground.Held;

        // A repeated or overtaken message: what is held is newer, and the sender learns so from the acknowledgement.
        if (held is not null && delta.Report.Sequence <= held.Head.Sequence)
            return (ReportVerdict.Old, held, null);
        if (delta.Base != 0 && (held is null || held.Head.Sequence != delta.Base))
            return (ReportVerdict.Resync, held, null);
        if (held is not null && SaysOnlyPartial(held.Head, delta))
            return (ReportVerdict.Taken, Next(held, held.Head with { Sequence = delta.Report.Sequence }, delta, held.StatusSequence), null);
        if (delta.Base == 0)
        {
            var said = delta.Report with { Objects = new(delta.Report.Objects.ToDictionary(item => item.Key, item => item.Value with { ArrivedAt = now }), StringComparer.Ordinal) };
            return (ReportVerdict.Taken, Next(held, ReportHeads.Of(said, ground.To), delta, delta.Report.Sequence) with { Poor = false }, said);
        }

        // What is plain cannot be told without the manifest that says what it is.
        if (held!.Head.Plain && ground.From is null)
            return (ReportVerdict.Resync, held, null);
        var head = ReportHeads.Merge(held.Head, ground.From, delta, ground.To, now);

        // Where every object changed since, the head has all of them, whatever is stored.
        var whole = ground.Whole is not null || head.Since.Count == head.Count ? ReportHeads.Whole(head, ground.Whole, null) : null;
        var next = Next(held, whole is null ? head : ReportHeads.Rebased(head), delta, delta.Report.Sequence);
        return (ReportVerdict.Taken, next with { Poor = whole is null && (held.Poor || ground.Lost) }, whole);
    }

    /// <summary>Whether a delta on this report changes nothing of it but its sequence: all the news is in its partial.</summary>
    private static bool SaysOnlyPartial(ReportHead held, ReportDelta delta) =>
        delta.Base != 0 && delta.Partial is not null && delta.Report.Objects.Count == 0 && delta.Removed.Count == 0
        && (delta.Report.Manifest, delta.Report.Epoch, delta.Report.Revision) == (held.Manifest, held.Epoch, held.Revision);

    private static HeldReport Next(HeldReport? held, ReportHead head, ReportDelta delta, long status) =>
        new(head, (delta.Partial ?? held?.Partial) is { } partial ? partial with { StatusSequence = status } : null, status) { First = held is null, Poor = held?.Poor == true };
}

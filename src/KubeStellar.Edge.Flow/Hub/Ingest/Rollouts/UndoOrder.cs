using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Rollouts;

/// <summary>Goes back to an earlier release: the record says which one is wanted, and the flow rolls it out like any change.</summary>
internal static class UndoOrder
{
    public static RolloutRecord Apply(RolloutRecord record, RolloutRequest request, DateTimeOffset now)
    {
        // A policy that had waves once and has none any more has an old rollout and newer releases.
        var newest = record.Releases is [.., var last] ? last : null;
        var rollout = record.Progress is { } progress && progress.Number >= (newest?.Number ?? 0) ? progress : null;
        var current = rollout?.Number ?? newest?.Number ?? 0;
        var release = request.Release is { } number ? Named(record, number, current) : Last(record, current);
        if (release.Plan.IsZero)
        {
            throw OrderText.Refuse($"release {release.Number} of {record.Policy.Name} was made by an older hub, which did not record which edge had what{There(record)}");
        }

        var over = rollout?.Inputs ?? newest!.Inputs;
        return record with { Pin = new PinRecord(release.Number, release.Plan, over, OrderText.Who(request), request.Reason, now) };
    }

    private static ReleaseRecord Named(RolloutRecord record, long number, long current)
    {
        var name = record.Policy.Name;
        var release = record.Releases.FirstOrDefault(one => one.Number == number)
            ?? throw RequestRefusedException.Because("not-found", $"{name} has no release {number} (any more){There(record)}");
        return number != current ? release : record.Progress switch
        {
            { Phase: RolloutPhase.RolledBack or RolloutPhase.RollingBack or RolloutPhase.Aborted } => throw OrderText.Refuse(
                $"release {number} of {name} is the one that was given up; kse rollout retry {name} tries it again"),
            { Ended: false } => throw OrderText.Refuse($"release {number} of {name} is what rolls out now"),
            _ => throw OrderText.Refuse($"release {number} of {name} is the one that edges have"),
        };
    }

    private static ReleaseRecord Last(RolloutRecord record, long current) =>
        record.Releases.LastOrDefault(one => one.Number < current && one.Phase == RolloutPhase.Complete && !one.Plan.IsZero)
        ?? throw OrderText.Refuse($"{record.Policy.Name} has no earlier release to go back to{There(record)}");

    private static string There(RolloutRecord record)
    {
        var good = record.Releases.Where(one => !one.Plan.IsZero).Select(one => one.Number).ToList();
        var all = record.Releases.Select(one => one.Number).ToList();
        return (good, all) switch
        {
            ({ Count: > 0 }, _) => $"; there are {string.Join(", ", good)}",
            (_, { Count: > 0 }) => $"; there are {string.Join(", ", all)}, all made by an older hub, which did not record which edge had what",
            _ => "; it has none yet",
        };
    }
}

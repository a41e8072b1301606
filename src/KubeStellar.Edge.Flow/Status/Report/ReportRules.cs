using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>What is reported, when it is news, and what of it the hub lacks; pure.</summary>
internal static class ReportRules
{
    /// <summary>A policy's report, not numbered yet.</summary>
    internal static ReportRecord Build(string edge, PolicyView view, Digest manifest) => new()
    {
        Edge = edge,
        Policy = view.Policy,
        Manifest = manifest,
        Epoch = view.Version.Epoch,
        Revision = view.Version.Revision,
        Sequence = 0,
        Objects = new(view.Objects.ToDictionary(item => item.Key.ToString(), item => item.Report), StringComparer.Ordinal),
    };

    /// <summary>The last report of a policy that left the root and of which nothing is left in the target.</summary>
    internal static ReportRecord Last(string edge, PolicyKey policy, RootVersion version) => new()
    {
        Edge = edge,
        Policy = policy,
        Manifest = default,
        Epoch = version.Epoch,
        Revision = version.Revision,
        Sequence = 0,
        Objects = [],
    };

    /// <summary>Equal for reports that say the same; when something was looked at again and found as before is no news.</summary>
    internal static Digest Fingerprint(ReportRecord report) => Digest.Of(JsonSerializer.SerializeToUtf8Bytes(
        report with { Sequence = 0, Objects = new(report.Objects.ToDictionary(item => item.Key, item => Timeless(item.Value)), StringComparer.Ordinal) },
        ContractsJson.Default.ReportRecord));

    /// <summary>What the hub lacks: the whole report, or the change of the one that it has.</summary>
    internal static ReportDelta Delta(OutboxItem item)
    {
        if (item.Acknowledged is not { } known)
        {
            return new ReportDelta { Report = item.Newest, Partial = item.Partial };
        }

        var change = ReportChange.Of(item.Newest, known);
        return new ReportDelta { Report = change.Report, Base = known.Sequence, Removed = [.. change.Removed.Select(ObjectKey.Parse)], Partial = item.Partial };
    }

    /// <summary>Whether a partial that was made again says something new. Another fault that passes is none: the hub knows that there is no value.</summary>
    internal static bool IsNews(PartialRecord? said, PartialRecord? made, bool passes)
    {
        if (said is null || made is null || said.Bundle != made.Bundle)
        {
            return said is not null || made is not null;
        }

        if (said.Rollout != made.Rollout || !Same(said.Fleet, made.Fleet))
        {
            return true;
        }

        return made.Error.Length > 0 && said.Error.Length > 0
            ? !passes && said.Error != made.Error
            : said.Error != made.Error || !Same(said.Value, made.Value);
    }

    private static bool Same(FleetPartial? left, FleetPartial? right) => ReferenceEquals(left, right)
        || (left is not null && right is not null && JsonSerializer.SerializeToUtf8Bytes(left, ContractsJson.Default.FleetPartial).AsSpan()
            .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(right, ContractsJson.Default.FleetPartial)));

    private static bool Same(JsonElement? left, JsonElement? right)
    {
        var (none, nothing) = (left is not { ValueKind: not JsonValueKind.Null }, right is not { ValueKind: not JsonValueKind.Null });
        return none || nothing ? none == nothing : CanonicalJson.Same(left!.Value, right!.Value);
    }

    /// <summary>Whether two say the same of an object; when it was looked at is not said.</summary>
    internal static bool Same(ReportObject left, ReportObject right) => ReferenceEquals(left, right)
        || (left.Content == right.Content && left.Applied == right.Applied && left.ObservedAfterApply == right.ObservedAfterApply && left.Health == right.Health
        && left.Reason == right.Reason && left.Message == right.Message && Bytes(left).AsSpan().SequenceEqual(Bytes(right)));

    private static byte[] Bytes(ReportObject report) => JsonSerializer.SerializeToUtf8Bytes(Timeless(report), ContractsJson.Default.ReportObject);

    private static ReportObject Timeless(ReportObject report) => report with { ObservedAt = default };
}

using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>Puts what was made of partials beside the counts. Pure.</summary>
internal static class FleetValues
{
    /// <summary>A bundle's share with its value; edges that are left out are not in.</summary>
    internal static FleetPartial With(FleetPartial fleet, BundleFold fold, string error, int maxMissing) => fleet with
    {
        Failures = [.. fleet.Failures.Concat(fold.Left.Select(left => new EdgeFailure(left.Edge, "partial: " + left.Why)))
            .OrderBy(one => one.Edge, StringComparer.Ordinal).ThenBy(one => one.What, StringComparer.Ordinal)],
        Bundles = [.. fleet.Bundles.Select(share => share.Bundle == fold.Bundle ? With(share, fold, error, maxMissing) : share)],
    };

    /// <summary>As it may be carried up.</summary>
    internal static FleetPartial Cut(FleetPartial fleet) => fleet with
    {
        Groups = [.. fleet.Groups.Take(FleetPartial.MaxGroups)],
        Waves = [.. fleet.Waves.Take(FleetPartial.MaxGroups)],
        Failures = [.. fleet.Failures.Take(FleetPartial.MaxFailures)],
        Bundles = [.. fleet.Bundles.Select(share => share with { Missing = [.. share.Missing.Take(FleetPartial.MaxMissing)] })],
    };

    private static BundleShare With(BundleShare share, BundleFold fold, string error, int maxMissing)
    {
        var left = fold.Left.Sum(one => one.Weight);
        return share with
        {
            Value = error.Length == 0 ? fold.Top : null,
            Error = error,
            Reporting = share.Reporting - left,
            Absent = share.Absent + left,
            Missing = left == 0 ? share.Missing : [.. share.Missing.Concat(fold.Left.Select(one => one.Edge)).Distinct().Order(StringComparer.Ordinal).Take(maxMissing)],
        };
    }
}

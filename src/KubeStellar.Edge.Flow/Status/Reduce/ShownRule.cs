using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>
/// Which of two versions a summary is of while edges go from one to the other: the one that most are to have, once everybody in reach who is to have it has
/// spoken under it; until then the one that more edges report under. It depends on what is so now only, and edges out of reach hold nothing up. Pure.
/// </summary>
internal static class ShownRule
{
    /// <summary>The bundle; the elected one reduces.</summary>
    internal static Digest Choose(FleetPartial fleet, Digest elected)
    {
        var wanted = Share(fleet, elected);
        if (wanted.Waiting == 0)
            return elected;
        var (bundle, most) = (elected, wanted.Reporting);
        foreach (var share in fleet.Bundles)
        {
            if (share.Reduces && share.Reporting > most)
                (bundle, most) = (share.Bundle, share.Reporting);
        }

        return bundle;
    }

    internal static BundleShare Share(FleetPartial fleet, Digest bundle) => fleet.Bundles.Single(share => share.Bundle == bundle);
}

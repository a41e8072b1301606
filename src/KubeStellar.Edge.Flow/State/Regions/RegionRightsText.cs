using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Regions;

/// <summary>Rights of a region's people, checked and in words. Pure.</summary>
internal static class RegionRightsText
{
    private const string All = "*";
    private const int Most = 256;

    /// <summary>What of them means nothing: the list that it is in, and why.</summary>
    internal static IEnumerable<(string List, string Why)> Faults(RegionRights rights)
    {
        if (rights is not { Own: { Count: <= Most } own, Override: { Count: <= Most } overrides })
        {
            yield return ("own", $"at most {Most} workspaces, and as many policies");
            yield break;
        }

        foreach (var workspace in own)
        {
            if (workspace != All && Names.ExplainDnsLabel(workspace ?? "") is { } wrong)
            {
                yield return ("own", $"the workspace '{workspace}' {wrong}");
            }
        }

        foreach (var policies in overrides)
        {
            if (policies != All && ((policies ?? "").Split('/') is not { Length: <= 2 } parts || parts.Select(Names.ExplainDnsLabel).FirstOrDefault(wrong => wrong is not null) is not null))
            {
                yield return ("override", $"'{policies}' is no workspace and no workspace/policy");
            }
        }
    }

    /// <summary>In words, for events.</summary>
    internal static string Of(RegionRights rights) => (rights.Own.Count, rights.Override.Count) switch
    {
        (0, 0) => "people there may apply nothing of their own and override nothing",
        _ => $"people there may apply things of their own in {List(rights.Own)} and override objects of {List(rights.Override)}",
    };

    private static string List(IReadOnlyList<string> names) => names.Count == 0 ? "nothing" : string.Join(", ", names.Select(name => name == All ? "everything" : name));
}

using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>What a summary stands on, in a cell of a table.</summary>
internal static class SummaryText
{
    private const int MaxGroups = 8;

    /// <summary>Edges that are in, of how many.</summary>
    internal static string In(JsonView item) =>
        item.Number("coverage.edges") is { } edges && item.Number("coverage.reporting") is { } reporting ? $"{reporting}/{edges}" : JsonView.Nothing;

    /// <summary>The first that are not in, and how many more there are; those that have another version are not missing.</summary>
    internal static string Missing(JsonView item)
    {
        if (item.Find("coverage.missing") is not { ValueKind: JsonValueKind.Array } missing || missing.GetArrayLength() == 0)
        {
            return JsonView.Nothing;
        }

        var more = (item.Number("coverage.edges") ?? 0) - (item.Number("coverage.reporting") ?? 0) - (item.Number("coverage.elsewhere") ?? 0) - missing.GetArrayLength();
        var named = string.Join(',', missing.EnumerateArray().Select(JsonView.Show));
        return more > 0 ? $"{named} and {more} more" : named;
    }

    /// <summary>Ready edges of all, by group.</summary>
    internal static string Groups(JsonView item)
    {
        if (item.Find("groups") is not { ValueKind: JsonValueKind.Array } groups || groups.GetArrayLength() == 0)
        {
            return JsonView.Nothing;
        }

        var shown = groups.EnumerateArray().Take(MaxGroups).Select(group => new JsonView(group))
            .Select(group => $"{(group.TextOrEmpty("name") is { Length: > 0 } name ? name : "none")}:{group.Text("totals.ready")}/{group.Text("totals.desired")}");
        return string.Join(',', shown) + (groups.GetArrayLength() > MaxGroups ? $",… {groups.GetArrayLength()}" : "");
    }
}

using System.Text.Json;
using KubeStellar.Edge.Flow.State.Rollouts.Strategies;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Strategies;

/// <summary>
/// One row of the table. A group is <c>name: edges</c>, its index is its place. A member is <c>edge status age</c>, with <c>-</c> for an age that nobody knows; in
/// an answer the third word is the time until it is looked at again, below zero when that is past.
/// </summary>
internal sealed record ConformanceRow(string Name, JsonElement Options, string[] Groups)
{
    internal static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public string[] Existing { get; init; } = [];

    public string[] Rollout { get; init; } = [];

    public string[] TimedOut { get; init; } = [];

    public string[] Removed { get; init; } = [];

    public bool Breach { get; init; }

    public string? RecheckAfter { get; init; }

    internal List<StrategyGroup> GroupList => [.. Groups.Select((text, index) =>
    {
        var parts = text.Split(':');
        return new StrategyGroup(parts[0], index, parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    })];

    internal List<StrategyMember> Members => [.. Existing.Select(text =>
    {
        var words = text.Split(' ');
        return new StrategyMember(words[0], GroupOf(words[0]), Enum.Parse<MemberStatus>(words[1]), words[2] == "-" ? null : Now - Duration(words[2]));
    })];

    internal static IReadOnlyList<ConformanceRow> Read(string file) =>
        JsonSerializer.Deserialize<List<ConformanceRow>>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "State", "Rollouts", "Strategies", "Data", file)), JsonSerializerOptions.Web)!;

    /// <summary>The name of an edge's group; empty for none.</summary>
    internal string GroupOf(string edge) => GroupList.FirstOrDefault(group => group.Edges.Contains(edge))?.Name ?? "";

    internal static TimeSpan Duration(string text)
    {
        Assert.True(GoDuration.TryParse(text, out var duration), text);
        return duration;
    }
}

using System.Text.RegularExpressions;

namespace KubeStellar.Edge.Architecture;

/// <summary>
/// Stage to stage: a stage knows Contracts, Loop, State and itself. Files at the root of Flow (the two flow files and the registrations) are the only ones that
/// know two stages.
/// </summary>
public sealed partial class StageTests
{
    private const string Flow = "KubeStellar.Edge.Flow";
    private const string Base = "src/KubeStellar.Edge.Flow/";

    /// <summary>
    /// Beyond the rule: the ports that a device's stages share. Store is what Receive writes and the later stages read; the target is Apply's and Observe looks at it;
    /// a report, and what was born at the device, leave over Receive's link. Arrows go from the later stage to the earlier one, so the flow has one direction.
    /// </summary>
    private static readonly Dictionary<string, string[]> AlsoKnows = new()
    {
        ["Edge.Receive"] = ["Edge.Store"],
        ["Edge.Decide"] = ["Edge.Store"],
        ["Edge.Apply"] = ["Edge.Store"],
        ["Edge.Observe"] = ["Edge.Apply", "Edge.Store"],
        ["Edge.Upsync"] = ["Edge.Receive", "Edge.Store"],
        ["Status.Report"] = ["Edge.Receive", "Edge.Store"],
    };

    public static TheoryData<string> Stages => [.. Folders()];

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_stage_knows_contracts_loop_state_and_itself(string stage)
    {
        string[] may = [stage, "Loop", "State", .. AlsoKnows.GetValueOrDefault(stage, [])];
        var wrong =
            from file in Tree.Sources
            where file.Path.StartsWith(Base + stage.Replace('.', '/') + "/", StringComparison.Ordinal)
            from name in Known(file.Text)
            where !may.Any(allowed => name == allowed || name.StartsWith(allowed + ".", StringComparison.Ordinal))
            select $"{file.Path} uses {Flow}.{name}";
        Rule.Holds(wrong);
    }

    [Fact]
    public void Loop_and_state_know_no_stage()
    {
        var wrong =
            from file in Tree.Sources
            where file.Path.StartsWith(Base + "State/", StringComparison.Ordinal) || file.Path.StartsWith(Base + "Loop/", StringComparison.Ordinal)
            from name in Known(file.Text)
            where !name.StartsWith("State", StringComparison.Ordinal) && !name.StartsWith("Loop", StringComparison.Ordinal)
            select $"{file.Path} uses {Flow}.{name}";
        Rule.Holds(wrong);
    }

    [Fact]
    public void Contracts_know_nobody() => Rule.Holds(
        Tree.Sources.Where(file => file.Path.StartsWith("src/KubeStellar.Edge.Contracts/", StringComparison.Ordinal) && Tree.Code(file.Text).Contains(Flow, StringComparison.Ordinal))
            .Select(file => file.Path));

    [Fact]
    public void Adapters_know_no_other_adapter()
    {
        string[] adapters = ["Analysis", "Scripting", "Nats", "Http", "LiteDb", "Kubernetes"];
        var wrong =
            from adapter in adapters
            from file in Tree.Sources
            where file.Path.StartsWith($"src/KubeStellar.Edge.{adapter}/", StringComparison.Ordinal)
            from other in adapters.Append("Daemon")
            where other != adapter && Tree.Code(file.Text).Contains($"using KubeStellar.Edge.{other}", StringComparison.Ordinal)
            select $"{file.Path} uses {other}";
        Rule.Holds(wrong);
    }

    [Fact]
    public void Folder_is_namespace()
    {
        var wrong =
            from file in Tree.Sources
            let match = Namespace().Match(file.Text)
            where match.Success
            let folder = Path.GetDirectoryName(file.Path)!["src/".Length..].Replace('/', '.')
            where match.Groups[1].Value != folder
            select $"{file.Path} is in namespace {match.Groups[1].Value}";
        Rule.Holds(wrong);
    }

    /// <summary>Names below Flow that a file mentions, in usings or spelled out.</summary>
    private static IEnumerable<string> Known(string text) =>
        Mention().Matches(Tree.Code(text)).Where(match => !match.Value.StartsWith("namespace", StringComparison.Ordinal)).Select(match => match.Groups["name"].Value).Distinct();

    private static IEnumerable<string> Folders() =>
        from part in new[] { "Hub", "Edge", "Status" }
        from folder in Directory.EnumerateDirectories(Path.Combine(Tree.Root, Base, part))
        where Directory.EnumerateFiles(folder, "*.cs").Any()
        select $"{part}.{Path.GetFileName(folder)}";

    [GeneratedRegex(@"(?:namespace\s+)?KubeStellar\.Edge\.Flow\.(?<name>(?:Hub|Edge|Status|Loop|State)\b(?:\.[A-Z]\w*)*)")]
    private static partial Regex Mention();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}

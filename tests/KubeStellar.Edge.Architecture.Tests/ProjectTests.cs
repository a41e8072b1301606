using System.Xml.Linq;

namespace KubeStellar.Edge.Architecture;

/// <summary>Who may depend on whom, read from the project files: an unused reference does not show in an assembly.</summary>
public sealed class ProjectTests
{
    private const string Ours = "KubeStellar.Edge.";

    /// <summary>Project, the projects it may refer to, and its packages. A table, so that a new arrow is a decision.</summary>
    private static readonly Dictionary<string, (string[] Projects, string[] Packages)> Rules = new()
    {
        ["KubeStellar.Edge.Contracts"] = ([], []),
        ["KubeStellar.Edge.Disk"] = ([], []),
        ["KubeStellar.Edge.Flow"] = (["Contracts"], ["Microsoft.Extensions.*"]),
        ["KubeStellar.Edge.Scripting"] = (["Contracts", "Flow"], ["Microsoft.ClearScript.V8", "Microsoft.ClearScript.V8.Native.*", "Microsoft.Extensions.*"]),
        ["KubeStellar.Edge.Nats"] = (["Contracts", "Disk", "Flow", "NATS.NKeys"], ["NATS.Client.*", "NSec.Cryptography", "Microsoft.Extensions.*"]),
        ["KubeStellar.Edge.Http"] = (["Contracts", "Flow"], ["Microsoft.Extensions.*"]),
        ["KubeStellar.Edge.LiteDb"] = (["Contracts", "Disk", "Flow"], ["LiteDB", "Microsoft.Extensions.*"]),
        ["KubeStellar.Edge.Kubernetes"] = (["Contracts", "Disk", "Flow"], ["KubernetesClient", "YamlDotNet", "Microsoft.Extensions.*"]),
        ["KubeStellar.Edge.Analysis"] = (["Contracts", "Flow"], ["Acornima", "Microsoft.Extensions.*"]),
        ["KubeStellar.Edge.Daemon"] = (["Contracts", "Disk", "Flow", "Analysis", "Scripting", "Nats", "Http", "LiteDb", "Kubernetes", "NATS.NKeys"],
            ["System.CommandLine", "Spectre.Console", "Microsoft.Extensions.*"]),
        ["NATS.NKeys"] = ([], ["NSec.Cryptography"]),
    };

    public static TheoryData<string> Projects => [.. Tree.Files("src", "*.csproj").Select(file => file.Path)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Refers_only_to_what_the_design_allows(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        Assert.True(Rules.TryGetValue(name, out var rule), $"{name} has no rule: who may it depend on?");
        var document = XDocument.Load(Path.Combine(Tree.Root, path));

        var projects = document.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .Select(project => project.StartsWith(Ours, StringComparison.Ordinal) ? project[Ours.Length..] : project);
        Rule.Holds(projects.Except(rule.Projects));

        var packages = document.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value);
        Rule.Holds(packages.Where(package => !rule.Packages.Any(allowed => Fits(package, allowed))));
    }

    [Fact]
    public void Every_rule_is_about_a_project_that_exists() =>
        Rule.Holds(Rules.Keys.Except(Tree.Files("src", "*.csproj").Select(file => Path.GetFileNameWithoutExtension(file.Path))));

    [Fact]
    public void Versions_are_pinned_in_one_place() => Rule.Holds(
        Tree.Files("src", "*.csproj").Concat(Tree.Files("tests", "*.csproj")).Concat(Tree.Files("perf", "*.csproj"))
            .Where(file => XDocument.Parse(file.Text).Descendants("PackageReference").Any(reference => reference.Attribute("Version") is not null))
            .Select(file => file.Path));

    [Fact]
    public void Every_project_has_a_committed_lock_file() => Rule.Holds(
        Tree.Files("src", "*.csproj").Concat(Tree.Files("tests", "*.csproj")).Concat(Tree.Files("perf", "*.csproj"))
            .Where(file => !File.Exists(Path.Combine(Tree.Root, Path.GetDirectoryName(file.Path)!, "packages.lock.json")))
            .Select(file => file.Path));

    private static bool Fits(string package, string allowed) =>
        allowed.EndsWith(".*", StringComparison.Ordinal) ? package.StartsWith(allowed[..^1], StringComparison.Ordinal) : package == allowed;
}

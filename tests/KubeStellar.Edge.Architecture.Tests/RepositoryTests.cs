using System.Text.RegularExpressions;

namespace KubeStellar.Edge.Architecture;

/// <summary>The repository explains itself, and names nothing that lies beside it.</summary>
public sealed partial class RepositoryTests
{
    [Fact]
    public void Tests_mirror_the_folders_of_the_product()
    {
        var wrong = new List<string>();
        foreach (var project in Directory.EnumerateDirectories(Path.Combine(Tree.Root, "tests")).Where(folder => folder.EndsWith(".Tests", StringComparison.Ordinal)))
        {
            var product = Path.Combine(Tree.Root, "src", Path.GetFileName(project)[..^".Tests".Length]);
            if (!Directory.Exists(product))
                continue;
            var known = Below(product);

            // A folder that holds tests of a stage is that stage's; the first level may also be a suite of its own (Golden, Hostile).
            wrong.AddRange(Below(project).Where(folder => folder.Contains('/', StringComparison.Ordinal) && known.Contains(folder.Split('/')[0]) && !known.Contains(folder) && Path.GetFileName(folder) is not ("Data" or "Fakes"))
                .Select(folder => $"{Path.GetFileName(project)}/{folder} has no counterpart in src"));
        }

        Rule.Holds(wrong);
    }

    [Fact]
    public void Every_adapter_and_library_has_a_test_project()
    {
        string[] within = ["NATS.NKeys"];
        Rule.Holds(Directory.EnumerateDirectories(Path.Combine(Tree.Root, "src")).Select(Path.GetFileName)
            .Where(name => Directory.EnumerateFiles(Path.Combine(Tree.Root, "src", name!), "*.csproj").Any())
            .Where(name => !within.Contains(name) && !Directory.Exists(Path.Combine(Tree.Root, "tests", name + ".Tests"))));
    }

    [Fact]
    public void Folders_that_the_readme_maps_exist()
    {
        var readme = File.ReadAllText(Path.Combine(Tree.Root, "README.md"));
        var table = readme[Math.Max(0, readme.IndexOf("## Folders", StringComparison.Ordinal))..];
        var named = MappedFolder().Matches(table).Select(match => match.Groups["folder"].Value).ToList();
        Assert.NotEmpty(named);
        Rule.Holds(named.Where(folder => !Directory.Exists(Path.Combine(Tree.Root, folder))));
    }

    [Fact]
    public void Nothing_committed_names_what_lies_beside_the_repository()
    {
        var wrong =
            from file in Committed()
            where !file.Path.Contains("Architecture.Tests", StringComparison.Ordinal)
            from Match match in Beside().Matches(file.Text)
            select $"{file.Path}: {match.Value}";
        Rule.Holds(wrong);
    }

    private static IEnumerable<(string Path, string Text)> Committed()
    {
        string[] kinds = [".cs", ".csproj", ".props", ".targets", ".json", ".config", ".md", ".js", ".ts", ".sh", ".yaml", ".yml", ".service", ".conf", ".txt", ""];
        string[] places = ["src", "tests", "perf", "dsl", "scripts", "packaging", ".ci"];
        return places.SelectMany(place => Tree.Files(place, "*"))
            .Concat(Directory.EnumerateFiles(Tree.Root).Select(path => (Path.GetFileName(path), File.ReadAllText(path))))
            .Where(file => kinds.Contains(Path.GetExtension(file.Item1)));
    }

    private static HashSet<string> Below(string folder) =>
        [.. Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Where(path => path.Split('/')[0] is not ("bin" or "obj"))];

    [GeneratedRegex(@"^\|\s*\[(?<folder>[\w./-]+)\]", RegexOptions.Multiline)]
    private static partial Regex MappedFolder();

    [GeneratedRegex(@"\.\./shared\b|(?<![\w./-])/work/\w+|(?<![\w.-])/root/\w+|(?<![\w.-])/home/(?!user\b|you\b|pi\b|kse\b)\w+/|https?://[\w.-]*(artifactory|nexus|pkgs\.internal|packages\.internal)[\w./-]*|(?<![\w./-])/tmp/natsdl", RegexOptions.IgnoreCase)]
    private static partial Regex Beside();
}

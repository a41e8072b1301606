using System.Text.Json;

namespace KubeStellar.Edge.Architecture;

/// <summary>What lock files and the table of licences say of packages.</summary>
internal static class Packages
{
    internal static IReadOnlyDictionary<string, (string[] Majors, string Licence, bool Shipped)> Table { get; } = File.ReadLines(Path.Combine(Tree.Root, "THIRD-PARTY-NOTICES.md"))
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| package ", StringComparison.Ordinal))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(cells => cells[1], cells => (cells[2].Split(", "), cells[3], cells[4] == "yes"), StringComparer.Ordinal);

    internal static IReadOnlyList<(string Lock, string Id, string Version)> Locked { get; } =
    [
        .. from file in new[] { "src", "tests", "perf" }.SelectMany(place => Tree.Files(place, "packages.lock.json"))
           from frame in JsonElement.Parse(file.Text).GetProperty("dependencies").EnumerateObject()
           from package in frame.Value.EnumerateObject()
           where package.Value.GetProperty("type").GetString() != "Project"
           select (file.Path, package.Name, package.Value.GetProperty("resolved").GetString()!),
    ];

    /// <summary>The licence that a restored package names by an SPDX expression; null when it is not here, or names a file.</summary>
    internal static string? Said(string id, string version)
    {
        var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var spec = Path.Combine(folder, id.ToLowerInvariant(), version.ToLowerInvariant(), id.ToLowerInvariant() + ".nuspec");
        return !File.Exists(spec) ? null
            : System.Xml.Linq.XDocument.Load(spec).Descendants()
                .FirstOrDefault(one => one.Name.LocalName == "license" && (string?)one.Attribute("type") == "expression")?.Value.Trim();
    }
}

using System.Text.RegularExpressions;

namespace KubeStellar.Edge.Architecture;

/// <summary>The repository's source tree, found by walking up to the solution (a path baked in by the compiler does not survive CI).</summary>
internal static partial class Tree
{
    internal static string Root { get; } = Find();

    /// <summary>Product sources: path from the root, and text.</summary>
    internal static IReadOnlyList<(string Path, string Text)> Sources { get; } = [.. Files("src", "*.cs")];

    internal static IEnumerable<(string Path, string Text)> Files(string under, string pattern)
    {
        var folder = Path.Combine(Root, under);
        return !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories)
            .Where(path => !Ignored().IsMatch(path))
            .Order(StringComparer.Ordinal)
            .Select(path => (Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllText(path)));
    }

    /// <summary>Text with comments and string literals blanked, so that words in them do not count as code.</summary>
    internal static string Code(string text) => NotCode().Replace(text, " ");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (folder.EnumerateFiles("*.sln").Any())
                return folder.FullName;
        }

        throw new InvalidOperationException($"no solution above {AppContext.BaseDirectory}");
    }

    [GeneratedRegex(@"/(bin|obj|node_modules|\.tools|\.git|artifacts|publish)/")]
    private static partial Regex Ignored();

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|"(\\.|[^"\\\n])*"|'(\\.|[^'\\\n])+'""", RegexOptions.Singleline)]
    private static partial Regex NotCode();
}

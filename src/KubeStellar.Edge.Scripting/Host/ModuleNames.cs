using System.Text.RegularExpressions;

namespace KubeStellar.Edge.Scripting.Host;

/// <summary>What an import in a bundle means: a file beside it, or a shared library by name and version, whose files lie below <c>name@version/</c>.</summary>
internal static partial class ModuleNames
{
    private static readonly string[] Entries = ["index.js", "index.ts", "index.mjs", "index.mts"];

    /// <summary>Whether a file holds TypeScript.</summary>
    internal static bool IsTypeScript(string file) => file.EndsWith(".ts", StringComparison.Ordinal) || file.EndsWith(".mts", StringComparison.Ordinal);

    /// <summary>Whether a file holds code.</summary>
    internal static bool IsModule(string file) => IsTypeScript(file) || file.EndsWith(".js", StringComparison.Ordinal) || file.EndsWith(".mjs", StringComparison.Ordinal);

    /// <summary>The file that a specifier means, seen from a file; null when there is none, or when it may not be reached from there.</summary>
    internal static string? Resolve(IReadOnlyDictionary<string, string> files, string from, string specifier)
    {
        if (Library().IsMatch(specifier))
        {
            return Entries.Select(entry => $"{specifier}/{entry}").FirstOrDefault(files.ContainsKey);
        }

        // A library's files are its own: it sees no one else's, and is imported by its name only.
        return Join(from, specifier) is { } path && Owner(path) == Owner(from) ? Existing(files, path) : null;
    }

    /// <summary>The path that a relative specifier names, seen from a file; null when it leaves the bundle or is not relative.</summary>
    internal static string? Join(string from, string specifier)
    {
        if (!specifier.StartsWith("./", StringComparison.Ordinal) && !specifier.StartsWith("../", StringComparison.Ordinal))
        {
            return null;
        }

        var steps = new List<string>(from.Split('/')[..^1]);
        foreach (var step in specifier.Split('/'))
        {
            if (step == "..")
            {
                if (steps.Count == 0)
                {
                    return null;
                }

                steps.RemoveAt(steps.Count - 1);
            }
            else if (step != ".")
            {
                steps.Add(step);
            }
        }

        return string.Join('/', steps);
    }

    /// <summary>As in TypeScript, <c>./x.js</c> may be written where the file is <c>x.ts</c>.</summary>
    private static string? Existing(IReadOnlyDictionary<string, string> files, string path)
    {
        if (files.ContainsKey(path))
        {
            return path;
        }

        var typed = path.EndsWith(".js", StringComparison.Ordinal) ? path[..^3] + ".ts" : path.EndsWith(".mjs", StringComparison.Ordinal) ? path[..^4] + ".mts" : null;
        return typed is not null && files.ContainsKey(typed) ? typed : null;
    }

    private static string Owner(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && Library().IsMatch(path[..slash]) ? path[..slash] : "";
    }

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?@[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Library();
}

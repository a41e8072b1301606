namespace KubeStellar.Edge.Flow.State.Modules;

/// <summary>Which files are modules, and what a relative import means within a bundle.</summary>
public static class ModulePaths
{
    /// <summary>Names that the entry module of a shared library may have, the first that is there counts.</summary>
    public static IReadOnlyList<string> LibraryEntries { get; } = ["index.js", "index.ts", "index.mjs", "index.mts"];

    /// <summary>Whether a file holds TypeScript.</summary>
    public static bool IsTypeScript(string path) => Ends(path, ".ts") || Ends(path, ".mts");

    /// <summary>Whether a file holds declarations of types only, so that nothing of it runs.</summary>
    public static bool IsDeclaration(string path) => Ends(path, ".d.ts") || Ends(path, ".d.mts");

    /// <summary>Whether a file is a module that can run.</summary>
    public static bool IsModule(string path) => (Ends(path, ".js") || Ends(path, ".mjs") || IsTypeScript(path)) && !IsDeclaration(path);

    /// <summary>Whether a specifier names a file by its place: <c>./</c> or <c>../</c>.</summary>
    public static bool IsRelative(string specifier)
    {
        ArgumentNullException.ThrowIfNull(specifier);
        return specifier.StartsWith("./", StringComparison.Ordinal) || specifier.StartsWith("../", StringComparison.Ordinal);
    }

    /// <summary>The TypeScript file that an import of a JavaScript file may mean, as in TypeScript itself; null for other names.</summary>
    public static string? TypeScriptOf(string path) =>
        Ends(path, ".js") ? path[..^3] + ".ts" : Ends(path, ".mjs") ? path[..^4] + ".mts" : null;

    /// <summary>The declarations that stand for a file's types; null for what is no module.</summary>
    public static string? DeclarationOf(string path) =>
        IsDeclaration(path) ? path
        : Ends(path, ".js") || Ends(path, ".ts") ? path[..^3] + ".d.ts"
        : Ends(path, ".mjs") || Ends(path, ".mts") ? path[..^4] + ".d.mts" : null;

    /// <summary>The file of a bundle that a relative specifier means, seen from one of its files; null when it leaves the folder or is not there.</summary>
    public static string? Resolve(IReadOnlyDictionary<string, string> files, string from, string specifier)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (Join(from, specifier) is not { } path)
        {
            return null;
        }

        return files.ContainsKey(path) ? path : TypeScriptOf(path) is { } typed && files.ContainsKey(typed) ? typed : null;
    }

    /// <summary>Whether a path lies in a bundle as it should: relative, with <c>/</c> between plain names.</summary>
    public static bool IsInside(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Length > 0 && !path.Contains('\\', StringComparison.Ordinal) && path.Split('/').All(part => part is not ("" or "." or ".."));
    }

    /// <summary>The path that a relative specifier names, seen from a file, whether there is one or not; null when it leaves the folder.</summary>
    public static string? Join(string from, string specifier)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(specifier);
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

    private static bool Ends(string path, string end) => path.EndsWith(end, StringComparison.Ordinal);
}

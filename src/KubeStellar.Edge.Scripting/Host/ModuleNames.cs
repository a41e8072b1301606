using System.Text.RegularExpressions;
using KubeStellar.Edge.Flow.State.Modules;

namespace KubeStellar.Edge.Scripting.Host;

/// <summary>What an import in a bundle means: a file beside it, or a shared library by name and version, whose files lie below <c>name@version/</c>.</summary>
internal static partial class ModuleNames
{
    /// <summary>The file that a specifier means, seen from a file; null when there is none, or when it may not be reached from there.</summary>
    internal static string? Resolve(IReadOnlyDictionary<string, string> files, string from, string specifier)
    {
        if (Library().IsMatch(specifier))
        {
            return ModulePaths.LibraryEntries.Select(entry => $"{specifier}/{entry}").FirstOrDefault(files.ContainsKey);
        }

        // A library's files are its own: it sees no one else's, and is imported by its name only.
        return ModulePaths.IsRelative(specifier) && ModulePaths.Join(from, specifier) is { } path && Owner(path) == Owner(from) ? ModulePaths.Resolve(files, from, specifier) : null;
    }

    private static string Owner(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && Library().IsMatch(path[..slash]) ? path[..slash] : "";
    }

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?@[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Library();
}

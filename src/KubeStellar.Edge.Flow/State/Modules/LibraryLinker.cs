using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Modules;

/// <summary>
/// Completes a bundle with the shared libraries that its modules import, transitively, each below <c>name@version/</c>; so a bundle needs nothing else wherever it runs.
/// A bundle whose <see cref="PolicyBundle.Main"/> is <c>name@version</c> and that has no files is that library itself.
/// </summary>
public static class LibraryLinker
{
    /// <summary>The completed bundle, or why it cannot be completed. Pure but for the look-ups.</summary>
    public static LinkedBundle Link(PolicyBundle bundle, ILibrarySource libraries)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(libraries);
        var work = new Work(libraries);
        foreach (var (file, source) in bundle.Files)
        {
            work.Files.Add(file, source);
        }

        var main = bundle.Main;
        if (LibraryReference.TryParse(main, out var whole) && !bundle.Files.ContainsKey(main))
        {
            main = work.Add(whole, "", null) ?? main;
        }

        foreach (var (file, source) in bundle.Files)
        {
            work.Follow(file, source);
        }

        return new LinkedBundle(bundle with { Main = main, Files = work.Files }, work.Faults);
    }

    /// <summary>The libraries that a module names in its imports.</summary>
    public static IEnumerable<(LibraryReference Library, ImportStatement Import)> ImportsOf(string source)
    {
        foreach (var import in ImportScanner.Scan(source))
        {
            if (!import.Dynamic && import.Types != ImportTypes.Statement && LibraryReference.TryParse(import.Specifier, out var library))
            {
                yield return (library, import);
            }
        }
    }

    /// <summary>The libraries whose files a completed bundle holds, in the order of their names.</summary>
    public static IReadOnlyList<LibraryReference> HeldBy(PolicyBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return [.. bundle.Files.Keys.Select(OwnerOf).OfType<LibraryReference>().Distinct()];
    }

    /// <summary>The library that a file of a bundle belongs to; null for the bundle's own.</summary>
    public static LibraryReference? OwnerOf(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var slash = file.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && LibraryReference.TryParse(file[..slash], out var library) ? library : null;
    }

    private static string Unknown(ILibrarySource libraries, LibraryReference wanted)
    {
        var versions = libraries.Known.Where(known => known.Name == wanted.Name).Select(known => known.Version).Order(Comparer<string>.Create(SemanticVersion.Compare)).ToList();
        if (versions.Count > 0)
        {
            return $"{libraries.Name} has no version {wanted.Version} of the library {wanted.Name}; it has {string.Join(", ", versions)}";
        }

        var hint = NearestName.Of(wanted.Name, libraries.Known.Select(known => known.Name).Distinct()) is { } near
            ? $"did you mean '{libraries.Known.Where(known => known.Name == near).MaxBy(known => known.Version, Comparer<string>.Create(SemanticVersion.Compare))}'?"
            : libraries.Known.Count == 0 ? libraries.Remedy(wanted)
            : $"it has {string.Join(", ", libraries.Known.Select(known => known.ToString()).Order(StringComparer.Ordinal))}; {libraries.Remedy(wanted)}";
        return $"{libraries.Name} has no library {wanted}; {hint}";
    }

    private sealed class Work(ILibrarySource libraries)
    {
        private readonly List<LibraryReference> _open = [];
        private readonly Dictionary<LibraryReference, string> _entries = [];

        internal SortedDictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

        internal List<LinkFault> Faults { get; } = [];

        internal void Follow(string file, string source)
        {
            foreach (var (library, import) in ImportsOf(source))
            {
                Add(library, file, import);
            }
        }

        /// <summary>Adds a library's files, and those that they import; its entry's path, or null after a fault.</summary>
        internal string? Add(LibraryReference library, string file, ImportStatement? import)
        {
            if (_open.Contains(library))
            {
                var circle = _open.SkipWhile(one => one != library).Append(library);
                Refuse($"libraries import each other in a circle: {string.Join(" -> ", circle)}");
                return null;
            }

            if (_entries.TryGetValue(library, out var entry))
            {
                return entry;
            }

            if (libraries.Find(library) is not { } found)
            {
                Refuse(Unknown(libraries, library));
                return null;
            }

            entry = $"{library}/{found.Main}";
            _entries.Add(library, entry);
            _open.Add(library);
            foreach (var (name, source) in found.Files)
            {
                Files[$"{library}/{name}"] = source;
                Follow($"{library}/{name}", source);
            }

            _open.Remove(library);
            return entry;

            void Refuse(string message) => Faults.Add(new LinkFault(import is null ? "" : file, import?.Line ?? 0, import?.Column ?? 0, message));
        }
    }
}

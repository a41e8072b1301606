using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Modules;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>Shared libraries on disk, for tools that work with no hub: <c>kse-libraries/NAME@VERSION/index.js</c> in a folder or in one above it; the nearest counts, and before it a folder that was named for the library.</summary>
internal sealed class LocalLibraries(string beside, Faults faults, IReadOnlyDictionary<LibraryReference, string>? named = null) : ILibrarySource
{
    /// <summary>Name of the folder.</summary>
    internal const string Folder = "kse-libraries";

    private readonly Dictionary<LibraryReference, string> _folders = Folders(beside, named);

    /// <inheritdoc/>
    public string Name => $"{Folder} (beside the policy, or in a folder above it)";

    /// <inheritdoc/>
    public string Remedy(LibraryReference library) => $"put its files into {Folder}/{library}/";

    /// <inheritdoc/>
    public IReadOnlyCollection<LibraryReference> Known => _folders.Keys;

    /// <summary>Where the files of the libraries found so far were read, by their path in the completed bundle.</summary>
    internal Dictionary<string, string> Paths { get; } = [];

    /// <inheritdoc/>
    public PolicyBundle? Find(LibraryReference library)
    {
        if (!_folders.TryGetValue(library, out var folder))
        {
            return null;
        }

        if (EntryOf(folder) is not { } entry)
        {
            faults.Add(folder, "", $"holds no entry module, one of {string.Join(", ", ModulePaths.LibraryEntries)}");
            return new PolicyBundle { Main = ModulePaths.LibraryEntries[0], Files = [] };
        }

        var read = new PolicyBundler(faults).Read(entry);
        foreach (var (file, path) in read?.Paths ?? new Dictionary<string, string>())
        {
            Paths[$"{library}/{file}"] = path;
        }

        // What is wrong inside was said; that the library exists is true all the same.
        return read?.Bundle ?? new PolicyBundle { Main = Path.GetFileName(entry), Files = [] };
    }

    /// <summary>The libraries that a policy in a folder finds, with their entry modules.</summary>
    internal static IEnumerable<(LibraryReference Library, string Path)> Entries(string beside) =>
        Folders(beside, null).OrderBy(found => found.Key.ToString(), StringComparer.Ordinal)
            .Select(found => (found.Key, EntryOf(found.Value))).Where(found => found.Item2 is not null).Select(found => (found.Key, found.Item2!));

    /// <summary>The entry module of a library's folder; null when there is none.</summary>
    internal static string? EntryOf(string folder) => ModulePaths.LibraryEntries.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static Dictionary<LibraryReference, string> Folders(string beside, IReadOnlyDictionary<LibraryReference, string>? named)
    {
        var found = new Dictionary<LibraryReference, string>(named ?? new Dictionary<LibraryReference, string>());
        for (var folder = new DirectoryInfo(Path.GetFullPath(beside)); folder is not null; folder = folder.Parent)
        {
            var libraries = Path.Combine(folder.FullName, Folder);
            if (!Directory.Exists(libraries))
            {
                continue;
            }

            foreach (var path in Directory.GetDirectories(libraries).Order(StringComparer.Ordinal))
            {
                if (LibraryReference.TryParse(Path.GetFileName(path), out var library))
                {
                    found.TryAdd(library, path);
                }
            }
        }

        return found;
    }
}

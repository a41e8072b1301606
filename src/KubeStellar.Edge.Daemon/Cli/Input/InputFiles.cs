using KubeStellar.Edge.Flow.State.Modules;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>
/// Which files a path names. A folder is read with its subfolders in the order of names; hidden files, packages, local libraries, declarations of types, and the specs and
/// snapshots of policies are passed over. In a folder, a module that another one imports, or that is called <c>*.lib.js</c>, is a helper and no policy of its own.
/// </summary>
internal static class InputFiles
{
    internal const string Stdin = "-";

    private static readonly HashSet<string> OtherFolders = ["node_modules", LocalLibraries.Folder];
    private static readonly HashSet<string> OtherFiles = ["package.json", "package-lock.json", "tsconfig.json", "jsconfig.json"];

    internal static (IReadOnlyList<string> Manifests, IReadOnlyList<ModuleFile> Modules) Find(IEnumerable<string> paths, Faults faults)
    {
        var manifests = new List<string>();
        var policies = new List<ModuleFile>();
        foreach (var path in paths)
        {
            if (path == Stdin)
            {
                manifests.Add(path);
            }
            else if (Directory.Exists(path))
            {
                Folder(path, manifests, policies, faults);
            }
            else if (!File.Exists(path))
            {
                faults.Add(path, "", "no such file or folder");
            }
            else if (ModulePaths.IsDeclaration(path))
            {
                faults.Add(path, "", "holds types only; give the module itself");
            }
            else if (ModulePaths.IsModule(path))
            {
                policies.Add(new ModuleFile(path, Named: true));
            }
            else
            {
                manifests.Add(path);
            }
        }

        // A file that is named and also lies in a folder that is given was named.
        var modules = policies.GroupBy(module => Path.GetFullPath(module.Path), StringComparer.Ordinal).Select(same => same.First() with { Named = same.Any(one => one.Named) });
        return ([.. manifests.DistinctBy(file => file == Stdin ? file : Path.GetFullPath(file), StringComparer.Ordinal)], [.. modules]);
    }

    /// <summary>Whether a folder holds anything that would be read.</summary>
    internal static bool HoldsAny(string folder) => Walk(folder).Any(file => ModulePaths.IsModule(file) || IsManifest(file));

    private static void Folder(string path, List<string> manifests, List<ModuleFile> policies, Faults faults)
    {
        List<string> files;
        try
        {
            files = [.. Walk(path)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            faults.Add(path, "", $"cannot be read: {error.Message}");
            return;
        }

        var modules = files.Where(ModulePaths.IsModule).ToList();
        var imported = modules.SelectMany(Imports).ToHashSet(StringComparer.Ordinal);
        var found = modules.Where(file => !IsHelperName(file) && !imported.Contains(Path.GetFullPath(file))).ToList();
        var read = files.Where(IsManifest).ToList();
        if (found.Count + read.Count == 0)
        {
            faults.Add(path, "", modules.Count == 0
                ? "the folder holds no .yaml, .yml, .json, .js or .ts file"
                : "the folder holds helper modules only: each is imported by another or called *.lib.js");
        }

        policies.AddRange(found.Select(file => new ModuleFile(file, Named: false)));
        manifests.AddRange(read);

        IEnumerable<string> Imports(string file)
        {
            try
            {
                return ModuleImports.Of(file).Where(target => target != Path.GetFullPath(file)).ToList();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                faults.Add(file, "", $"cannot be read: {error.Message}");
                return [];
            }
        }
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var entry in Directory.GetFileSystemEntries(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(entry);
            if (name.StartsWith('.') || OtherFolders.Contains(name))
            {
                continue;
            }

            if (!Directory.Exists(entry))
            {
                yield return entry;
            }
            else if (new DirectoryInfo(entry).LinkTarget is null)
            {
                // A linked folder could lead back up and never end.
                foreach (var file in Walk(entry))
                {
                    yield return file;
                }
            }
        }
    }

    private static bool IsManifest(string file) =>
        Path.GetExtension(file) is ".yaml" or ".yml" or ".json" && !OtherFiles.Contains(Path.GetFileName(file))
        && !file.EndsWith(".spec.json", StringComparison.Ordinal) && !file.EndsWith(".snap.json", StringComparison.Ordinal);

    private static bool IsHelperName(string file) => Path.GetFileNameWithoutExtension(file).EndsWith(".lib", StringComparison.Ordinal);
}

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>
/// Which files a path names. A folder is read with its subfolders in the order of names; hidden files, <c>node_modules</c> and the specs of policies are passed over.
/// In a folder, a module that another one imports, or that is called <c>*.lib.js</c>, is a helper and no policy of its own.
/// </summary>
internal static class InputFiles
{
    internal const string Stdin = "-";

    internal static (IReadOnlyList<string> Manifests, IReadOnlyList<string> Policies) Find(IEnumerable<string> paths, Faults faults)
    {
        var manifests = new List<string>();
        var policies = new List<string>();
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
            else if (IsModule(path))
            {
                policies.Add(path);
            }
            else
            {
                manifests.Add(path);
            }
        }

        return (Distinct(manifests), Distinct(policies));
    }

    private static void Folder(string path, List<string> manifests, List<string> policies, Faults faults)
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

        var modules = files.Where(IsModule).ToList();
        var imported = modules.SelectMany(Imports).ToHashSet(StringComparer.Ordinal);
        var found = modules.Where(file => !IsHelperName(file) && !imported.Contains(Path.GetFullPath(file))).ToList();
        var read = files.Where(IsManifest).ToList();
        if (found.Count + read.Count == 0)
        {
            faults.Add(path, "", modules.Count == 0
                ? "the folder holds no .yaml, .yml, .json or .js file"
                : "the folder holds helper modules only: each is imported by another or called *.lib.js");
        }

        policies.AddRange(found);
        manifests.AddRange(read);

        IEnumerable<string> Imports(string file)
        {
            try
            {
                return PolicyBundler.ImportsOf(file).Where(target => target != Path.GetFullPath(file)).ToList();
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
            if (name.StartsWith('.') || name == "node_modules")
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

    private static bool IsModule(string file) => Path.GetExtension(file) is ".js" or ".mjs";

    private static bool IsManifest(string file) =>
        Path.GetExtension(file) is ".yaml" or ".yml" or ".json" && !file.EndsWith(".spec.json", StringComparison.Ordinal);

    private static bool IsHelperName(string file) => file.EndsWith(".lib.js", StringComparison.Ordinal) || file.EndsWith(".lib.mjs", StringComparison.Ordinal);

    private static List<string> Distinct(List<string> files) =>
        [.. files.DistinctBy(file => file == Stdin ? file : Path.GetFullPath(file), StringComparer.Ordinal)];
}

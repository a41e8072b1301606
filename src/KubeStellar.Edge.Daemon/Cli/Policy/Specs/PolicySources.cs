using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>Bundles a policy where there is no hub: shared libraries come from folders.</summary>
internal static class PolicySources
{
    /// <param name="file">The policy's main file.</param>
    /// <param name="libraries">Folders of shared libraries by name and version, relative to the policy's.</param>
    /// <param name="faults">Where faults go.</param>
    internal static PolicyBundle? Bundle(string file, IReadOnlyDictionary<string, string> libraries, Faults faults)
    {
        var bundle = new PolicyBundler(faults).Bundle(file);
        if (bundle is null || libraries.Count == 0)
        {
            return bundle;
        }

        var files = new SortedDictionary<string, string>(bundle.Files, StringComparer.Ordinal);
        foreach (var (name, folder) in libraries)
        {
            var root = Path.GetFullPath(folder, Path.GetDirectoryName(Path.GetFullPath(file))!);
            if (!Directory.Exists(root))
            {
                faults.Add(file, "", $"there is no folder {root} for the library {name}");
                return null;
            }

            foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(path => Path.GetExtension(path) is ".js" or ".mjs" or ".ts" or ".mts"))
            {
                files[$"{name}/{Path.GetRelativePath(root, path).Replace('\\', '/')}"] = File.ReadAllText(path);
            }
        }

        return bundle with { Files = files };
    }
}

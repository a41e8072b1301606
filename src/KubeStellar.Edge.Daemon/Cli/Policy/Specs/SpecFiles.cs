namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>Finds spec files.</summary>
internal static class SpecFiles
{
    /// <exception cref="CliException">There is none.</exception>
    internal static IReadOnlyList<string> Find(IReadOnlyList<string> paths)
    {
        var found = new List<string>();
        foreach (var path in paths)
        {
            found.AddRange(Directory.Exists(path) ? Walk(path) : File.Exists(path) ? [path] : throw new CliException($"{path}: no such file or folder"));
        }

        return found.Count > 0 ? found : throw new CliException("there is no spec in what was given", ["a spec is a file NAME.spec.json beside its policy"]);
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var entry in Directory.GetFileSystemEntries(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(entry);
            if (Directory.Exists(entry))
            {
                foreach (var file in name.StartsWith('.') || name == "node_modules" || new DirectoryInfo(entry).LinkTarget is not null ? [] : Walk(entry))
                {
                    yield return file;
                }
            }
            else if (name.EndsWith(".spec.json", StringComparison.Ordinal))
            {
                yield return entry == Path.Combine(".", name) ? name : entry;
            }
        }
    }
}

namespace KubeStellar.Edge.Daemon.Cli.Policy.Check;

/// <summary>Finds a TypeScript compiler. It is a tool for people who write policies and no part of a daemon, so none is brought along in a package.</summary>
internal static class CompilerFinder
{
    internal const string Variable = "KSE_TSC";
    internal const string Advice = "install one (npm install typescript, or Debian's node-typescript), or name it with --tsc or KSE_TSC";

    /// <param name="services">For the environment.</param>
    /// <param name="given">What <c>--tsc</c> says.</param>
    /// <param name="files">The policies; the compiler of their project comes before that of the machine.</param>
    /// <returns>Path; null when there is none.</returns>
    internal static string? Find(CliServices services, string? given, IEnumerable<string> files)
    {
        if ((given ?? services.Environment(Variable)) is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : throw new CliException($"there is no TypeScript compiler {named}", ["it was named by " + (given is null ? Variable : "--tsc")]);
        }

        return files.Select(file => OfProject(Path.GetDirectoryName(Path.GetFullPath(file)))).FirstOrDefault(found => found is not null)
            ?? Existing(Path.Combine(AppContext.BaseDirectory, "typescript", "tsc"))
            ?? (services.Environment("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Existing(Path.Combine(folder, "tsc"))).FirstOrDefault(found => found is not null);
    }

    private static string? OfProject(string? folder)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Existing(Path.Combine(folder, "node_modules", ".bin", "tsc")) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}

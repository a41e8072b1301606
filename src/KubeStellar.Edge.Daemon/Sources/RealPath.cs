namespace KubeStellar.Edge.Daemon.Sources;

/// <summary>Where a path leads when every link in it is followed, and where those links lie: who swaps one (as git-sync does) changes the folder that holds it, not what it led to.</summary>
/// <param name="Path">The real path; null when nothing is there.</param>
/// <param name="LinkFolders">Folders that hold a link of the way.</param>
internal sealed record RealPath(string? Path, IReadOnlyList<string> LinkFolders)
{
    // As many as the kernel follows.
    private const int MaxLinks = 40;

    /// <summary>Follows a path to a folder.</summary>
    /// <exception cref="IOException">It cannot be looked at, or leads in a circle.</exception>
    internal static RealPath Of(string path)
    {
        var rest = new Stack<string>(Parts(System.IO.Path.GetFullPath(path)));
        var links = new List<string>();
        var real = "/";
        while (rest.TryPop(out var part))
        {
            var next = System.IO.Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            links.Add(real);
            if (links.Count > MaxLinks)
            {
                throw new IOException($"{path} leads through more than {MaxLinks} links");
            }

            // A relative target lies beside the link; what is ".." is settled before the rest of the way is walked.
            foreach (var piece in Parts(System.IO.Path.GetFullPath(target, real)))
            {
                rest.Push(piece);
            }

            real = "/";
        }

        return new RealPath(Directory.Exists(real) ? real : null, [.. links.Distinct(StringComparer.Ordinal)]);
    }

    // Last first, as they are pushed.
    private static IEnumerable<string> Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse();
}

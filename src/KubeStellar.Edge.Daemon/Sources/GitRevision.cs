namespace KubeStellar.Edge.Daemon.Sources;

/// <summary>Which commit a checkout is at, read from git's own files (https://git-scm.com/docs/gitrepository-layout); no git is run.</summary>
internal static class GitRevision
{
    private const int Sha1 = 40;
    private const int Sha256 = 64;
    private const int MaxHops = 5;

    /// <summary>The commit in hex; empty where none can be told.</summary>
    /// <param name="folder">Real path of a checkout, or of a folder within one.</param>
    internal static string Of(string folder)
    {
        try
        {
            if (FolderOf(folder) is { } own && Resolve(own, "HEAD", MaxHops) is { Length: > 0 } commit)
            {
                return commit;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Changed while it was read: the name below may still tell.
        }

        // git-sync checks each commit out into a folder of that name.
        for (var at = folder; at is { Length: > 1 }; at = Path.GetDirectoryName(at))
        {
            if (IsHash(Path.GetFileName(at)))
            {
                return Path.GetFileName(at);
            }
        }

        return "";
    }

    /// <summary>Git's own folder of the checkout that a folder lies in: <c>.git</c>, or where that file leads (a worktree). Null when there is none.</summary>
    internal static string? FolderOf(string folder)
    {
        for (var at = folder; at is { Length: > 0 }; at = Path.GetDirectoryName(at))
        {
            var path = Path.Combine(at, ".git");
            if (Directory.Exists(path))
            {
                return path;
            }

            if (File.Exists(path))
            {
                const string Lead = "gitdir:";
                var line = File.ReadAllText(path).Trim();
                return line.StartsWith(Lead, StringComparison.Ordinal) ? Path.GetFullPath(line[Lead.Length..].Trim(), at) : null;
            }
        }

        return null;
    }

    private static string Resolve(string own, string name, int hops)
    {
        const string Ref = "ref:";
        var file = new[] { own, Common(own) }.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        var text = file is null ? Packed(Common(own), name) : File.ReadAllText(file).Trim();
        return IsHash(text) ? text : text.StartsWith(Ref, StringComparison.Ordinal) && hops > 0 ? Resolve(own, text[Ref.Length..].Trim(), hops - 1) : "";
    }

    // Branches of a worktree lie in the repository that it belongs to.
    private static string Common(string own)
    {
        var file = Path.Combine(own, "commondir");
        return File.Exists(file) ? Path.GetFullPath(File.ReadAllText(file).Trim(), own) : own;
    }

    private static string Packed(string common, string name)
    {
        var file = Path.Combine(common, "packed-refs");
        return File.Exists(file)
            ? File.ReadLines(file).Select(line => line.Split(' ')).FirstOrDefault(parts => parts.Length == 2 && parts[1] == name)?[0] ?? ""
            : "";
    }

    private static bool IsHash(string text) => text.Length is Sha1 or Sha256 && text.All(char.IsAsciiHexDigitLower);
}

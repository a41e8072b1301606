namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>A copy of a folder, to be opened in its place: the next start is to find what the kill left, not what a look at it made of that.</summary>
internal sealed class Copy : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("kse-copy-").FullName;

    private Copy(string folder) => Path = System.IO.Path.Combine(_root, System.IO.Path.GetFileName(folder));

    public string Path { get; }

    /// <summary>Copies a folder, and a file beside it that begins with its name.</summary>
    public static Copy Of(string folder)
    {
        var copy = new Copy(folder);
        Directory.CreateDirectory(copy.Path);
        if (!Directory.Exists(folder))
            return copy;
        foreach (var inner in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(copy.To(folder, inner));
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsFile))
            File.Copy(file, copy.To(folder, file));
        if (File.Exists(folder + ".once"))
            File.Copy(folder + ".once", copy.Path + ".once");
        return copy;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    // A socket that a killed daemon left is none.
    private static bool IsFile(string path) => !path.EndsWith(".sock", StringComparison.Ordinal);

    private string To(string folder, string path) => System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(folder, path));
}

using KubeStellar.Edge.Disk;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>A folder on a local disk. Written by temporary name, sync, rename, sync of the folder, so that no reader ever sees half a file.</summary>
/// <param name="path">Where it is.</param>
/// <param name="disk">The disk that it is on.</param>
internal sealed class ManifestFolder(string path, IDisk disk) : IManifestFolder
{
    /// <summary>A dot in front, for k3s and kubelet, and no extension that means anything behind, for podman: all pass it over.</summary>
    internal const string TemporaryPrefix = ".kse-tmp-";

    private const string TemporaryExtension = ".part";

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Makes it if need be.</summary>
    internal void Make()
    {
        if (!disk.HasFolder(Path))
        {
            disk.MakeFolder(Path);
            disk.SyncFolder(System.IO.Path.GetDirectoryName(Path) ?? Path);
        }
    }

    /// <summary>A file of it that only one process has open at a time.</summary>
    internal IDiskFile Open(string name) => disk.Open(Full(name));

    public void Prepare()
    {
        Make();
        foreach (var left in disk.Files(Path).Where(file => System.IO.Path.GetFileName(file).StartsWith(TemporaryPrefix, StringComparison.Ordinal)))
        {
            disk.Delete(left);
        }
    }

    public IReadOnlyList<string> Names() => [.. disk.Files(Path).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public bool Exists(string name) => disk.Exists(Full(name));

    public byte[]? Read(string name)
    {
        try
        {
            return disk.Read(Full(name));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public bool Write(string name, ReadOnlySpan<byte> bytes, bool replace) =>
        DurableFile.Put(disk, Full(name), Full(TemporaryPrefix + name + TemporaryExtension), replace, bytes.ToArray());

    public bool Remove(string name)
    {
        if (!Exists(name))
        {
            return false;
        }

        disk.Delete(Full(name));
        disk.SyncFolder(Path);
        return true;
    }

    public string SetAside(string name)
    {
        var aside = name + ".damaged";
        disk.Rename(Full(name), Full(aside));
        disk.SyncFolder(Path);
        return aside;
    }

    private string Full(string name) => System.IO.Path.Combine(Path, name);
}

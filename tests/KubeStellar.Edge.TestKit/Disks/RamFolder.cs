namespace KubeStellar.Edge.TestKit.Disks;

/// <summary>A folder in memory where the machine has such a place: a <see cref="FaultyDisk"/> waits for no platter, so a busy one would only cost time.</summary>
public sealed class RamFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    public string Path { get; } = Directory.Exists(Memory)
        ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, "kse-" + System.IO.Path.GetRandomFileName())).FullName
        : Directory.CreateTempSubdirectory("kse-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

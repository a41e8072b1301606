namespace KubeStellar.Edge.Disk;

/// <summary>
/// All that stores, keys and targets of files ask of a disk. One narrow door, so that tests can make every operation behind it fail, tear, or be the last one before the power goes.
/// What fails, throws <see cref="IOException"/>, with the system's error number in the low bits of its HResult (<see cref="DiskErrors"/>); rights that lack are such a failure too.
/// Files and folders that are made here are for their owner alone.
/// </summary>
public interface IDisk
{
    /// <summary>Whether there is a file of this name.</summary>
    bool HasFile(string path);

    /// <summary>Whether there is a folder of this name.</summary>
    bool HasFolder(string path);

    /// <summary>Whether anything has this name: a file, a folder, or a link, also one that leads nowhere.</summary>
    bool Exists(string path);

    /// <summary>All of a file. Throws <see cref="FileNotFoundException"/> or <see cref="DirectoryNotFoundException"/> when there is none.</summary>
    byte[] Read(string path);

    /// <summary>Paths of a folder's files.</summary>
    IReadOnlyList<string> Files(string folder);

    /// <summary>Paths of a folder's folders.</summary>
    IReadOnlyList<string> Folders(string folder);

    /// <summary>Makes a folder that only its owner may enter, and those above it.</summary>
    void MakeFolder(string path);

    /// <summary>An empty file to be written, in the place of whatever has its name.</summary>
    IDiskFile Create(string path);

    /// <summary>A file for one owner alone, made if need be: a second opener fails, and each write that returned is on the disk.</summary>
    IDiskFile Open(string path);

    /// <summary>Gives a file another name, in the place of whatever had it; without <paramref name="replace"/> it throws when there is something of that name.</summary>
    void Rename(string from, string to, bool replace = true);

    /// <summary>Removes a file; nothing when there is none.</summary>
    void Delete(string path);

    /// <summary>Makes the names in a folder durable.</summary>
    void SyncFolder(string folder);
}

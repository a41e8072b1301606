using System.Globalization;
using KubeStellar.Edge.Disk;

namespace KubeStellar.Edge.LiteDb.Files;

/// <summary>A directory that one daemon owns while it lives: mode 0700, locked, of a known schema.</summary>
internal sealed class StateDirectory : IDisposable
{
    private const int KeptDamaged = 16;

    private readonly IDiskFile _lock;

    private StateDirectory(string path, IDisk disk, IDiskFile held)
    {
        Root = path;
        Disk = disk;
        _lock = held;
    }

    internal string Root { get; }

    /// <summary>What all files of it are read and written through.</summary>
    internal IDisk Disk { get; }

    /// <summary>Opens the directory, making it if needed, and brings what an older version left to the form of this one.</summary>
    /// <exception cref="StateDirectoryException">Another daemon has it, a newer version wrote it, or the disk fails.</exception>
    internal static StateDirectory Open(string path, IDisk? disk = null)
    {
        path = System.IO.Path.GetFullPath(path);
        disk ??= RealDisk.Instance;
        try
        {
            disk.MakeFolder(path);
            var held = Lock(disk, path);
            try
            {
                StateSchema.Bring(disk, path);
                return new StateDirectory(path, disk, held);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (IOException error)
        {
            throw new StateDirectoryException($"the state directory {path} cannot be opened: {error.Message.TrimEnd('.')}. It needs a disk that can be written", error);
        }
    }

    internal string File(string name) => System.IO.Path.Combine(Root, name);

    /// <summary>Moves a file that cannot be trusted out of the way; the newest few are kept for people to look at.</summary>
    internal string SetAside(string path)
    {
        var folder = File("damaged");
        if (!Disk.HasFolder(folder))
        {
            Disk.MakeFolder(folder);
            Disk.SyncFolder(Root);
        }

        var kept = Disk.Files(folder).Select(file => (File: file, Number: NumberOf(file))).OrderBy(item => item.Number).ToList();
        var number = kept.Count == 0 ? 1 : kept[^1].Number + 1;
        foreach (var (old, _) in kept.Take(kept.Count - KeptDamaged + 1))
        {
            Disk.Delete(old);
        }

        var aside = System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number:D6}-{System.IO.Path.GetFileName(path)}"));
        Disk.Rename(path, aside);
        Disk.SyncFolder(folder);
        Disk.SyncFolder(System.IO.Path.GetDirectoryName(path)!);
        return aside;
    }

    public void Dispose() => _lock.Dispose();

    private static int NumberOf(string file) =>
        int.TryParse(System.IO.Path.GetFileName(file).Split('-', 2)[0], CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static IDiskFile Lock(IDisk disk, string path)
    {
        var name = System.IO.Path.Combine(path, "lock");
        try
        {
            return disk.Open(name);
        }
        catch (IOException error) when (DiskErrors.IsHeld(error))
        {
            throw new StateDirectoryException($"the state directory {path} is in use by another kse daemon; two daemons must not share one", error) { InUse = true };
        }
    }
}

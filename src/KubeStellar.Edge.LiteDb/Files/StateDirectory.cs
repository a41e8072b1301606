using System.Globalization;
using System.Text;

namespace KubeStellar.Edge.LiteDb.Files;

/// <summary>A directory that one daemon owns while it lives: mode 0700, locked, of a known schema.</summary>
internal sealed class StateDirectory : IDisposable
{
    internal const int Schema = 1;
    private const int KeptDamaged = 16;

    private readonly FileStream _lock;

    private StateDirectory(string path, FileStream held)
    {
        Root = path;
        _lock = held;
    }

    internal string Root { get; }

    /// <summary>Opens the directory, making it if needed.</summary>
    /// <exception cref="StateDirectoryException">Another daemon has it, or a newer version wrote it.</exception>
    /// <exception cref="IOException">The disk fails.</exception>
    internal static StateDirectory Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var held = Lock(path);
        try
        {
            CheckSchema(path);
            return new StateDirectory(path, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    internal string File(string name) => System.IO.Path.Combine(Root, name);

    /// <summary>Moves a file that cannot be trusted out of the way; the newest few are kept for people to look at.</summary>
    internal string SetAside(string path)
    {
        var folder = File("damaged");
        Directory.CreateDirectory(folder);
        var kept = Directory.GetFiles(folder).Select(file => (File: file, Number: NumberOf(file))).OrderBy(item => item.Number).ToList();
        var number = kept.Count == 0 ? 1 : kept[^1].Number + 1;
        foreach (var (old, _) in kept.Take(kept.Count - KeptDamaged + 1))
        {
            System.IO.File.Delete(old);
        }

        var aside = System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number:D6}-{System.IO.Path.GetFileName(path)}"));
        System.IO.File.Move(path, aside);
        DurableFile.SyncFolder(folder);
        DurableFile.SyncFolder(System.IO.Path.GetDirectoryName(path)!);
        return aside;
    }

    public void Dispose() => _lock.Dispose();

    private static int NumberOf(string file) =>
        int.TryParse(System.IO.Path.GetFileName(file).Split('-', 2)[0], CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static FileStream Lock(string path)
    {
        var name = System.IO.Path.Combine(path, "lock");
        try
        {
            // FileShare.None takes an advisory lock that the kernel drops with the process, however it ends.
            return new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException error) when (System.IO.File.Exists(name) && !Errors.IsDisk(error))
        {
            throw new StateDirectoryException($"the state directory {path} is in use by another kse daemon; two daemons must not share one", error);
        }
    }

    private static void CheckSchema(string path)
    {
        var name = System.IO.Path.Combine(path, "schema");
        if (!System.IO.File.Exists(name))
        {
            DurableFile.Write(name, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Schema}\n")));
            return;
        }

        var text = System.IO.File.ReadAllText(name).Trim();
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var found) && found > Schema)
        {
            throw new StateDirectoryException(
                $"the state directory {path} was written by a newer kse (schema {found}, this one knows up to {Schema}); use that version, or another directory");
        }
    }
}

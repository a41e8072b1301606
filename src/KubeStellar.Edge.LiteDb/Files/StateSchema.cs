using System.Globalization;
using System.Reflection;
using System.Text;
using KubeStellar.Edge.Disk;

namespace KubeStellar.Edge.LiteDb.Files;

/// <summary>
/// In what form the files of a state directory are: a number, and the version of kse that wrote there last, so that one that cannot read them can say which can.
/// What an older version left is brought to the form of this one step by step; a step that was interrupted is made again.
/// </summary>
internal static class StateSchema
{
    internal const string FileName = "schema";
    internal const string WriterName = "schema.writer";

    /// <summary>This version of kse.</summary>
    internal static string Version { get; } =
        typeof(StateSchema).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>What brings a directory from the form before to the next, in order; each may run twice. The first is for a directory without a number.</summary>
    private static readonly IReadOnlyList<Action<IDisk, string>> Steps =
    [
        static (_, _) => { },
        static (disk, path) => SealedFile.Write(disk, Path.Combine(path, WriterName), Encoding.UTF8.GetBytes(Version)),
    ];

    /// <summary>The form that this version writes.</summary>
    internal static int Newest => Steps.Count;

    /// <summary>Brings a directory to the newest form; durable when it returns.</summary>
    /// <exception cref="StateDirectoryException">A newer version wrote it; nothing was changed.</exception>
    /// <exception cref="IOException">The disk fails.</exception>
    internal static void Bring(IDisk disk, string path)
    {
        var found = Read(disk, path);
        var writer = Writer(disk, path);
        if (found > Newest)
        {
            throw new StateDirectoryException(
                $"the state directory {path} was written by {(writer is null ? "a newer kse" : "kse " + writer)} (schema {found}), and this is kse {Version}, which knows up to schema {Newest}. "
                + $"Nothing was changed. Install {(writer is null ? "that one" : $"kse {writer} or newer")} again; or move the directory away, and this version begins with an empty one")
            {
                FromNewer = true,
            };
        }

        foreach (var step in Steps.Skip(found))
        {
            step(disk, path);
            found++;
            DurableFile.Write(disk, Path.Combine(path, FileName), Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{found}\n")));
        }

        if (writer is not null && writer != Version)
        {
            Steps[1](disk, path);
        }
    }

    // A number that cannot be read is taken for the oldest: a site must start again after a flipped bit, and what is in the files has digests and versions of its own.
    private static int Read(IDisk disk, string path)
    {
        var name = Path.Combine(path, FileName);
        return disk.HasFile(name) && int.TryParse(Encoding.ASCII.GetString(disk.Read(name)).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var found) ? found : 0;
    }

    private static string? Writer(IDisk disk, string path)
    {
        var name = Path.Combine(path, WriterName);
        return disk.HasFile(name) && SealedFile.Read(disk, name) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
    }
}

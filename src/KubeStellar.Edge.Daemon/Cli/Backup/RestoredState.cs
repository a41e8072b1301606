using System.Globalization;
using KubeStellar.Edge.Daemon.Modes;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.LiteDb;
using KubeStellar.Edge.LiteDb.Files;
using Microsoft.Extensions.DependencyInjection;

namespace KubeStellar.Edge.Daemon.Cli.Backup;

/// <summary>
/// The state directory of a backup, made beside its place and renamed when it is whole. The hub's mirror holds the entries with a life that no bucket has, so that the hub finds all of
/// its buckets lost and fills them from the mirror, as after any other loss: no second way of doing it.
/// </summary>
internal static class RestoredState
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;

    /// <summary>Makes it.</summary>
    /// <returns>Where what was there before is now; null when nothing was.</returns>
    /// <exception cref="CliException">A hub is there, and it may not be replaced or runs; or its disk fails.</exception>
    internal static async Task<string?> MakeAsync(BackupContents backup, string folder, bool replace, DateTimeOffset now, CancellationToken token)
    {
        var there = Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();
        if (there && !replace)
        {
            throw new CliException($"{folder} is not empty", ["nothing is ever restored over a hub: give --state another directory, or --replace to set what is there aside"]);
        }

        if (there && Runs(folder))
        {
            throw new CliException($"a hub runs on {folder}", ["stop it first"]);
        }

        var unfinished = $"{folder}.restoring";
        if (Directory.Exists(unfinished))
        {
            // Of a restore that was cut off.
            Directory.Delete(unfinished, recursive: true);
        }

        Directory.CreateDirectory(unfinished, FolderMode);
        foreach (var (name, bytes) in backup.Files)
        {
            WriteFile(Path.Combine(unfinished, name), bytes);
        }

        HubPlace.Make(unfinished, folder);
        await FillMirrorAsync(backup, Path.Combine(unfinished, "mirror"), token);
        var aside = there ? string.Create(CultureInfo.InvariantCulture, $"{folder}.before-{now:yyyyMMddTHHmmssZ}") : null;
        if (aside is not null)
        {
            Directory.Move(folder, aside);
        }
        else if (Directory.Exists(folder))
        {
            Directory.Delete(folder);
        }

        Directory.Move(unfinished, folder);
        return aside;
    }

    private static async Task FillMirrorAsync(BackupContents backup, string folder, CancellationToken token)
    {
        await using var services = new ServiceCollection().AddLogging().AddHubMirror(folder).BuildServiceProvider();
        var mirror = services.GetRequiredService<IHubMirror>();
        foreach (var (bucket, entries) in backup.Buckets)
        {
            await mirror.ReplaceAsync(new MirrorBucket(bucket, new MirrorLife(default, 0), [.. entries.Select(entry => new MirrorWrite(entry.Key, entry.Value, 1))]), token);
        }
    }

    private static bool Runs(string folder)
    {
        var mirror = Path.Combine(folder, "mirror");
        if (!Directory.Exists(mirror))
        {
            return false;
        }

        try
        {
            using var services = new ServiceCollection().AddLogging().AddHubMirror(mirror).BuildServiceProvider();
            _ = services.GetRequiredService<IHubMirror>();
            return false;
        }
        catch (StateDirectoryException error) when (error.InUse || error.FromNewer)
        {
            // Of a newer version: nobody has it, and it is set aside as it is.
            return error.InUse;
        }
        catch (StateDirectoryException error)
        {
            throw new CliException($"nobody can tell whether a hub runs on {folder}", [error.Message], inner: error);
        }
    }

    private static void WriteFile(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, FolderMode);
        using var file = new FileStream(path, new FileStreamOptions { Mode = System.IO.FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = FileMode });
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }
}

using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Disk;

namespace KubeStellar.Edge.Daemon.Cli.Backup;

/// <summary>
/// A backup is a tar file that any tool can read: <c>state/</c> has files of the state directory, <c>buckets/</c> one line of JSON an entry, and <c>backup.json</c>, at the end, digests of all.
/// It holds the hub's keys: mode 0600, to be kept as they are.
/// </summary>
internal static class BackupFile
{
    private const string States = "state/";
    private const string BucketsFolder = "buckets/";
    private const int LongestEntry = 1 << 30;

    /// <summary>Writes one, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal static void Write(string path, BackupContents contents)
    {
        var temporary = path + ".partial";
        try
        {
            using (var file = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                using (var tar = new TarWriter(file, TarEntryFormat.Pax, leaveOpen: true))
                {
                    foreach (var (name, bytes) in contents.Files.Select(one => (States + one.Key, one.Value)).Concat(contents.Buckets.Select(one => (BucketsFolder + one.Key, Lines(one.Value)))))
                    {
                        contents.Index.Digests[name] = Convert.ToHexStringLower(SHA256.HashData(bytes));
                        Add(tar, name, bytes);
                    }

                    Add(tar, BackupIndex.Name, JsonSerializer.SerializeToUtf8Bytes(contents.Index, BackupJson.Default.BackupIndex));
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: false);
            RealDisk.Instance.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Reads one and checks all of it.</summary>
    /// <exception cref="CliException">It is no backup, was cut or changed, or is of a newer version.</exception>
    internal static BackupContents Read(string path)
    {
        try
        {
            var entries = Entries(path);
            if (!entries.Remove(BackupIndex.Name, out var last) || JsonSerializer.Deserialize(last, BackupJson.Default.BackupIndex) is not { Digests: not null } index)
            {
                throw Bad(path, "its end is missing: it was cut, or is no backup of kse");
            }

            if (index.V != 1)
            {
                throw Bad(path, $"it has version {index.V}, and this kse reads version 1: use the kse that made it ({index.Daemon})");
            }

            foreach (var (name, digest) in index.Digests)
            {
                if (!entries.TryGetValue(name, out var bytes) || Convert.ToHexStringLower(SHA256.HashData(bytes)) != digest)
                {
                    throw Bad(path, $"{name} in it is not what was written");
                }
            }

            var unknown = entries.Keys.FirstOrDefault(name => !index.Digests.ContainsKey(name));
            return unknown is not null ? throw Bad(path, $"{unknown} was added to it") : new BackupContents(
                index,
                entries.Where(one => one.Key.StartsWith(States, StringComparison.Ordinal)).ToDictionary(one => Inside(path, one.Key[States.Length..]), one => one.Value),
                Buckets.Mirrored.ToDictionary(bucket => bucket, bucket => Parse(path, bucket, entries.GetValueOrDefault(BucketsFolder + bucket))));
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new CliException($"{path} is no whole backup", [error.Message], inner: error);
        }
    }

    private static Dictionary<string, byte[]> Entries(string path)
    {
        var entries = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var file = File.OpenRead(path);
        using var tar = new TarReader(file);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not TarEntryType.RegularFile || entry.Length > LongestEntry)
            {
                throw Bad(path, $"{entry.Name} in it is no file that a backup has");
            }

            var bytes = new byte[entry.Length];
            entry.DataStream?.ReadExactly(bytes);
            entries[entry.Name] = bytes;
        }

        return entries;
    }

    // A name that leads out of the folder that it is restored to is nobody's backup.
    private static string Inside(string path, string name) =>
        name.Split('/').Any(part => part is "" or "." or "..") || name.Contains('\\', StringComparison.Ordinal) ? throw Bad(path, $"'{name}' is no name of a file in a state directory") : name;

    private static SortedDictionary<string, byte[]> Parse(string path, string bucket, byte[]? bytes)
    {
        var entries = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(bytes ?? throw Bad(path, $"{bucket} is missing in it")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var entry = JsonSerializer.Deserialize(line, BackupJson.Default.BackupEntry) is { Key.Length: > 0, Value: not null } found ? found : throw Bad(path, $"{bucket} in it holds what is no entry");
            entries[entry.Key] = entry.Value;
        }

        return entries;
    }

    private static byte[] Lines(SortedDictionary<string, byte[]> entries)
    {
        using var lines = new MemoryStream();
        foreach (var (key, value) in entries)
        {
            lines.Write(JsonSerializer.SerializeToUtf8Bytes(new BackupEntry(key, value), BackupJson.Default.BackupEntry));
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }

    private static void Add(TarWriter tar, string name, byte[] bytes)
    {
        using var data = new MemoryStream(bytes);
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
    }

    private static CliException Bad(string path, string why) => new($"{path} is not restored: {why}");
}

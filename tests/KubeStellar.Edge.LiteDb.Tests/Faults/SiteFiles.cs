using System.Collections.Concurrent;
using System.Text.Json;
using KubeStellar.Edge.TestKit.Disks;

namespace KubeStellar.Edge.LiteDb.Tests.Faults;

/// <summary>The folder of a <c>manifests</c> target, looked at by a test: its reader would see the same.</summary>
/// <param name="folder">Where it is.</param>
internal sealed class SiteFiles(string folder)
{
    private readonly ConcurrentQueue<string> _removals = [];

    internal string Folder => folder;

    /// <summary>Names of files that somebody began to remove, other than what is written meanwhile.</summary>
    internal IReadOnlyCollection<string> Removals => _removals;

    /// <summary>Objects and files of others that are there: bytes by the object's name, or the file's.</summary>
    internal Dictionary<string, byte[]> Read() => !Directory.Exists(folder) ? [] : Names()
        .Select(name => (Name: name, Bytes: ReadWhole(name))).Where(file => file.Bytes is not null).ToDictionary(file => NameOf(file.Name, file.Bytes!), file => file.Bytes!);

    /// <summary>Somebody else writes a file.</summary>
    internal void Put(string name, string text)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), text);
    }

    /// <summary>What was begun and never finished.</summary>
    internal IEnumerable<string> Unfinished() => Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Where(name => name.StartsWith(".kse-tmp-", StringComparison.Ordinal));

    /// <summary>Notes a step of the disk.</summary>
    internal void Look(DiskStep step)
    {
        if (step.Kind == DiskStepKind.Delete && Path.GetDirectoryName(step.Path) == folder && !Path.GetFileName(step.Path).StartsWith('.'))
        {
            _removals.Enqueue(Path.GetFileName(step.Path));
        }
    }

    private IEnumerable<string> Names() => Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Where(name => !name.StartsWith('.'));

    private byte[]? ReadWhole(string name)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, name));
        }
        catch (FileNotFoundException)
        {
            // Removed since the folder was listed.
            return null;
        }
    }

    // Whatever has the form of ours is whole at any moment: half of one would be no JSON.
    private static string NameOf(string file, byte[] bytes)
    {
        if (!file.EndsWith(".json", StringComparison.Ordinal))
        {
            return file;
        }

        using var json = JsonDocument.Parse(bytes);
        return json.RootElement.GetProperty("name").GetString()!;
    }
}

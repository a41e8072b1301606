using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Upsync;
using KubeStellar.Edge.Kubernetes.Yaml;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>
/// Objects that a device writes as files (<c>*.json</c>, <c>*.yaml</c>, <c>*.yml</c>), in a folder of its own beside the one that the edge writes:
/// <c>/srv/manifests.upsync</c> for <c>/srv/manifests</c>. Beside and not within, because some readers of manifests look into subfolders, and must never take for wanted what is
/// only told. A file that cannot be read leaves open what it holds, so nothing counts as gone while there is one.
/// </summary>
/// <param name="manifests">The folder that the edge writes.</param>
internal sealed class BornFolder(string manifests)
{
    private const long LargestFile = 4 * UpsyncLimits.ObjectBytes;
    private const int MostFiles = 4 * UpsyncLimits.Objects;

    /// <summary>Where devices write.</summary>
    internal string Path { get; } = System.IO.Path.TrimEndingDirectorySeparator(manifests) + ".upsync";

    internal UpsyncReading Read(UpsyncQuery query)
    {
        try
        {
            return Files(query.Fresh) is { } files ? Read(files, query.Rules) : UpsyncReading.Nothing("Missing", $"the folder {Path} is gone; what was in it counts as it was");
        }
        catch (Exception error) when (FolderFaults.Is(error))
        {
            return UpsyncReading.Nothing("Unreadable", $"the folder {Path} cannot be read: {error.Message}");
        }
    }

    private List<FileInfo>? Files(bool fresh)
    {
        if (!Directory.Exists(Path))
        {
            if (!fresh)
            {
                return null;
            }

            Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return [.. new DirectoryInfo(Path).EnumerateFiles().Where(file => !file.Name.StartsWith('.') && file.Extension is ".json" or ".yaml" or ".yml").OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    private UpsyncReading Read(List<FileInfo> files, IReadOnlyList<UpsyncRule> rules)
    {
        var objects = new Dictionary<ObjectKey, (UpsyncSeen Seen, string File)>();
        var troubles = new List<UpsyncTrouble>();
        if (files.Count > MostFiles)
        {
            troubles.Add(new UpsyncTrouble("TooMany", $"the folder {Path} has {files.Count} files; {MostFiles} are read"));
        }

        foreach (var file in files.Take(MostFiles))
        {
            try
            {
                foreach (var (key, seen) in Read(file).Where(one => rules.Any(rule => rule.Asks(one.Key, CanonicalJson.Parse(one.Seen.Canonical.Span)))))
                {
                    if (!objects.TryAdd(key, (seen, file.Name)))
                    {
                        troubles.Add(new UpsyncTrouble("Twice", $"{file.FullName}: {key.Kind}/{key.Name} is in {objects[key].File} already, which counts"));
                    }
                }
            }
            catch (FileNotFoundException)
            {
                // Gone since the folder was listed.
            }
            catch (Exception error) when (FolderFaults.Is(error) || error is ManifestRefusedException or JsonRefusedException)
            {
                troubles.Add(new UpsyncTrouble("Unreadable", $"{file.FullName}: {error.Message}"));
            }
        }

        return new UpsyncReading([.. objects.Values.Select(one => one.Seen)], troubles) { Partial = troubles.Exists(trouble => trouble.Reason != "Twice") };
    }

    private static List<(ObjectKey Key, UpsyncSeen Seen)> Read(FileInfo file)
    {
        // A link may lead to what the daemon may read and the device may not; what is empty is only just being written, or no file at all (a pipe would be waited for).
        if (file.LinkTarget is not null)
        {
            throw new JsonRefusedException("is a link, which is not followed", "");
        }

        return file.Length switch
        {
            0 => throw new JsonRefusedException("is empty", ""),
            > LargestFile => throw new JsonRefusedException($"has {file.Length} bytes, and {LargestFile} are read", ""),
            _ => ManifestReader.Read(File.ReadAllBytes(file.FullName)).Select(Seen).ToList(),
        };
    }

    private static (ObjectKey Key, UpsyncSeen Seen) Seen(ManifestDocument document)
    {
        var key = ObjectKey.OfObject(CanonicalJson.Parse(document.CanonicalJson));
        return (key, new UpsyncSeen(key, document.CanonicalJson));
    }
}

using System.Text.Json;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Manifests;

namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>A site's folder after a kill: whole files of versions that were asked for, none older than what was there before, none that is in no index and inventory, and all that was wanted the whole time.</summary>
internal sealed class TargetCheck(string folder, string size, WantedObjects wanted)
{
    // One that was being written when it died, which the next start removes.
    private const int MostTemporary = 1;
    private static readonly string[] Own = [ManifestIndex.FileName, ManifestsHold.LockName];
    private readonly Dictionary<string, long> _seen = new(StringComparer.Ordinal);

    /// <summary>Looks at it while no daemon has it.</summary>
    /// <param name="inventory">What the edge's store says is in it.</param>
    public void Verify(IReadOnlyList<TrackedObject> inventory)
    {
        var names = Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).ToHashSet(StringComparer.Ordinal) : [];
        var left = names.Where(name => name.StartsWith(ManifestFolder.TemporaryPrefix, StringComparison.Ordinal)).ToList();
        Assert.True(left.Count <= MostTemporary, $"{folder} is full of temporary files: {string.Join(", ", left)}");
        names.ExceptWith(left);
        var index = names.Contains(ManifestIndex.FileName) ? ManifestIndex.Parse(File.ReadAllBytes(Path.Combine(folder, ManifestIndex.FileName))) : ManifestIndex.Empty;
        Assert.True(index is not null, $"the index of {folder} cannot be read");
        names.ExceptWith(Own);
        var lines = inventory.Select(line => line.Key).ToHashSet();
        foreach (var name in names)
        {
            Assert.True(index.OfFile(name) is { Owned: true } entry && lines.Contains(entry.Key), $"{name} is in {folder}, and its index or the inventory do not say so");
            Whole(name, File.ReadAllText(Path.Combine(folder, name)));
        }

        var gone = WantedObjects.KeptFiles.Where(name => _seen.ContainsKey(name) && !names.Contains(name)).ToList();
        Assert.True(gone.Count == 0, $"{string.Join(", ", gone)} went from {folder}, and nobody wanted that");
    }

    private void Whole(string name, string text)
    {
        var number = WantedObjects.Numbers.Single(one => WantedObjects.FileOf(one) == name);
        var (version, release) = Read(name, text);
        Assert.True(text == WantedObjects.Placed(number, version, release, size), $"{name} in {folder} is nothing that was ever wanted there: {text}");
        Assert.True(WantedObjects.IsThere(number, version) && version <= wanted.Asked(number) && release <= wanted.Asked(WantedObjects.Policy), $"{name} has a version that nobody asked for: {text}");
        Assert.True(version >= _seen.GetValueOrDefault(name), $"{name} went back from version {_seen.GetValueOrDefault(name)} to {version}");
        _seen[name] = version;
    }

    private (long Version, long Release) Read(string name, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var data = json.RootElement.GetProperty("data");
            return (long.Parse(data.GetProperty("version").GetString()!, null), long.Parse(data.GetProperty("release").GetString()!, null));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidOperationException($"{name} in {folder} is half a file, of {text.Length} characters: {text[..Math.Min(80, text.Length)]}", error);
        }
    }
}

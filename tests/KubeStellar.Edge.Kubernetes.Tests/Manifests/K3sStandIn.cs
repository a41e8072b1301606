using System.Text;
using System.Text.Json;

namespace KubeStellar.Edge.Kubernetes.Tests.Manifests;

/// <summary>
/// The rules of k3s's deploy controller (<c>pkg/deploy/controller.go</c>) over a folder, and the cluster that comes of them: a file is read when its time of modification is
/// another than last time, or its checksum at a start; it is one AddOn by its name before the first dot; what the AddOn owned and the file no longer holds is pruned.
/// A file that goes away changes nothing.
/// </summary>
internal sealed class K3sStandIn(string folder)
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(15);
    private readonly Dictionary<string, string> _checksums = [];
    private readonly Dictionary<string, DateTime> _seen = [];
    private bool _force = true;

    /// <summary>Objects by kind, namespace and name, with the AddOn that owns each.</summary>
    public Dictionary<string, (string Owner, string Text)> Cluster { get; } = [];

    /// <summary>AddOn names that Kubernetes would refuse.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>k3s ends and starts again: what it saw of files is forgotten, the AddOns are kept in the cluster.</summary>
    public void Restart() => (_force, _) = (true, Forget());

    /// <summary>One round of its loop.</summary>
    public void Read()
    {
        foreach (var path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if (name.StartsWith('.') || File.Exists(path + ".skip") || Path.GetExtension(name).ToLowerInvariant() is not (".json" or ".yaml" or ".yml"))
            {
                continue;
            }

            var modified = File.GetLastWriteTimeUtc(path);
            if (_force || !_seen.TryGetValue(path, out var before) || before != modified)
            {
                Deploy(path, name.Split('.', 2)[0]);

                // Rounds are 15 s apart, here they are not: a write right after one must not fall into the same tick of the disk's clock.
                File.SetLastWriteTimeUtc(path, modified - Round);
                _seen[path] = modified - Round;
            }
        }

        _force = false;
    }

    private void Deploy(string path, string addOn)
    {
        if (addOn.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')))
        {
            Refused.Add(addOn);
            return;
        }

        var text = File.ReadAllText(path);
        if (!_force && _checksums.GetValueOrDefault(addOn) == text)
        {
            return;
        }

        var held = new Dictionary<string, string>();
        if (text.Split('\n').Any(line => line.Trim() is { Length: > 0 } full && full != "---" && !full.StartsWith('#')))
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            var metadata = json.RootElement.GetProperty("metadata");
            held[$"{json.RootElement.GetProperty("kind").GetString()}/{metadata.GetProperty("namespace").GetString()}/{metadata.GetProperty("name").GetString()}"] = text;
        }

        foreach (var (key, _) in Cluster.Where(line => line.Value.Owner == addOn && !held.ContainsKey(line.Key)).ToList())
        {
            Cluster.Remove(key);
        }

        foreach (var (key, content) in held)
        {
            Cluster[key] = (addOn, content);
        }

        _checksums[addOn] = text;
    }

    private bool Forget()
    {
        _seen.Clear();
        return true;
    }
}

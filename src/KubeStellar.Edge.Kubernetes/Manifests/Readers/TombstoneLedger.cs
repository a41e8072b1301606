using System.Text.Json;

namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>
/// How long each tombstone has been there. What reads the folder says nothing back and may itself be off for weeks, so one is kept until this edge has seen it in enough
/// periods (<see cref="TombstoneTerm"/>): those in which the edge did not run do not count, since a device that wakes up after months starts the edge before the reader is through.
/// Beyond <see cref="Most"/> the oldest go earlier, but never at once. Lost, the ledger is made anew from what lies in the folder.
/// </summary>
internal sealed class TombstoneLedger(IManifestFolder folder, TombstoneTerm term)
{
    /// <summary>A dot in front and no extension, so that no reader of manifests takes it for one.</summary>
    internal const string FileName = ".kse-removed";

    internal const int Most = 1000;

    private SortedDictionary<string, int>? _seen;
    private string _period = "";

    /// <summary>Reads it once a start; what lies in the folder and is not in it is added.</summary>
    internal void Load(Func<string, bool> isTombstone)
    {
        var document = Read();
        _period = document?.Period ?? "";
        _seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (file, times) in document?.Files ?? new SortedDictionary<string, int>(StringComparer.Ordinal))
        {
            _seen[file] = times;
        }

        foreach (var name in folder.Names().Where(name => !_seen.ContainsKey(name) && isTombstone(name)))
        {
            _seen[name] = 0;
        }
    }

    /// <summary>Counts from now on; durable when it returns.</summary>
    internal void Add(string name)
    {
        Seen[name] = 0;
        Save();
    }

    /// <summary>Once a period: counts it for each tombstone that a reader can see, forgets what is none any more, and removes what is due.</summary>
    internal void Sweep(Func<string, bool> isSeen, Func<string, bool> isTombstone, Action<string> remove)
    {
        var now = term.Now();
        if (now == _period || Seen.Count == 0)
        {
            return;
        }

        foreach (var name in Seen.Keys.ToList())
        {
            if (isSeen(name))
            {
                Seen[name]++;
            }
            else if (!isTombstone(name))
            {
                Seen.Remove(name);
            }
        }

        var over = Seen.Count - Most;
        foreach (var (name, times) in Seen.OrderByDescending(line => line.Value).ToList())
        {
            if (times > term.Kept || (over > 0 && times > term.Least))
            {
                remove(name);
                Seen.Remove(name);
                over--;
            }
        }

        _period = now;
        Save();
    }

    private SortedDictionary<string, int> Seen => _seen ??= new SortedDictionary<string, int>(StringComparer.Ordinal);

    private void Save() => folder.Write(
        FileName, [.. JsonSerializer.SerializeToUtf8Bytes(new TombstoneDocument(1, _period, Seen), ManifestsJson.Default.TombstoneDocument), (byte)'\n'], replace: true);

    private TombstoneDocument? Read()
    {
        try
        {
            return folder.Read(FileName) is { } bytes && JsonSerializer.Deserialize(bytes, ManifestsJson.Default.TombstoneDocument) is { Version: 1 } document ? document : null;
        }
        catch (JsonException)
        {
            // Damaged is as good as lost: the counting begins anew.
            return null;
        }
    }
}

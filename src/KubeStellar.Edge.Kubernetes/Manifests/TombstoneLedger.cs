using System.Text.Json;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>
/// How long each tombstone has been there. What reads the folder says nothing back and may itself be off for weeks, so one is kept until this edge has seen it on
/// <see cref="KeptDays"/> different days: days on which the edge did not run do not count, since a device that wakes up after months starts the edge before the reader is through.
/// Beyond <see cref="Most"/> the oldest go earlier, but never before <see cref="LeastDays"/>. Lost, the ledger is made anew from what lies in the folder.
/// </summary>
internal sealed class TombstoneLedger(IManifestFolder folder, TimeProvider time)
{
    /// <summary>A dot in front and no extension, so that no reader of manifests takes it for one.</summary>
    internal const string FileName = ".kse-removed";

    internal const int KeptDays = 30;
    internal const int LeastDays = 2;
    internal const int Most = 1000;

    private SortedDictionary<string, int>? _days;
    private DateOnly? _today;

    /// <summary>Reads it once a start; what lies in the folder and is not in it is added.</summary>
    internal void Load(Func<string, bool> isTombstone)
    {
        var document = Read();
        _today = document?.Day;
        _days = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (file, days) in document?.Files ?? new SortedDictionary<string, int>(StringComparer.Ordinal))
        {
            _days[file] = days;
        }

        foreach (var name in folder.Names().Where(name => !_days.ContainsKey(name) && isTombstone(name)))
        {
            _days[name] = 0;
        }
    }

    /// <summary>Counts from now on; durable when it returns.</summary>
    internal void Add(string name)
    {
        Days[name] = 0;
        Save();
    }

    /// <summary>Once a day: counts it for each tombstone that a reader can see, forgets what is none any more, and removes what is due.</summary>
    internal void Sweep(Func<string, bool> isSeen, Func<string, bool> isTombstone)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (today == _today || Days.Count == 0)
        {
            return;
        }

        foreach (var name in Days.Keys.ToList())
        {
            if (isSeen(name))
            {
                Days[name]++;
            }
            else if (!isTombstone(name))
            {
                Days.Remove(name);
            }
        }

        var over = Days.Count - Most;
        foreach (var (name, days) in Days.OrderByDescending(line => line.Value).ToList())
        {
            if (days > KeptDays || (over > 0 && days > LeastDays))
            {
                folder.Remove(name);
                Days.Remove(name);
                over--;
            }
        }

        _today = today;
        Save();
    }

    private SortedDictionary<string, int> Days => _days ??= new SortedDictionary<string, int>(StringComparer.Ordinal);

    private void Save() => folder.Write(
        FileName, [.. JsonSerializer.SerializeToUtf8Bytes(new TombstoneDocument(1, _today, Days), ManifestsJson.Default.TombstoneDocument), (byte)'\n'], replace: true);

    private TombstoneDocument? Read()
    {
        try
        {
            return folder.Read(FileName) is { } bytes && JsonSerializer.Deserialize(bytes, ManifestsJson.Default.TombstoneDocument) is { Version: 1 } document ? document : null;
        }
        catch (JsonException)
        {
            // Damaged is as good as lost: the days count anew.
            return null;
        }
    }
}

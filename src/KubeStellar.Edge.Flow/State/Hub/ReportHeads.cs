using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>
/// Heads of reports: made from whole ones, moved on by news, and put together with what they stand beside. What a manifest names and a head does not note is as <see cref="PlainReports"/> has it,
/// so in a fleet where all is well news cost what they bring, whatever the number of objects. Pure.
/// </summary>
internal static class ReportHeads
{
    /// <summary>So many changed objects are kept beside a whole report, however few it has; of a large one, a quarter.</summary>
    internal const int Few = 16;

    private const int Share = 4;
    private const int LongestMessage = 240;

    /// <summary>The head of a whole report.</summary>
    /// <param name="whole">The report, with times of arrival.</param>
    /// <param name="manifest">The manifest that it speaks of; null when it cannot be read.</param>
    internal static ReportHead Of(ReportRecord whole, ManifestRecord? manifest) => new()
    {
        Edge = whole.Edge,
        Policy = whole.Policy,
        Manifest = whole.Manifest,
        Epoch = whole.Epoch,
        Revision = whole.Revision,
        Sequence = whole.Sequence,
        Base = whole.Sequence,
        Count = whole.Objects.Count,
        ArrivedAt = whole.Objects.Values.Max(item => item.ArrivedAt),
        Plain = manifest is not null,
        Noted = Note(whole.Objects, manifest),
        Since = new(StringComparer.Ordinal),
    };

    /// <summary>The head with a delta's news.</summary>
    /// <param name="held">The head that the delta stands on.</param>
    /// <param name="from">Its manifest; may be null only when the head is not plain.</param>
    /// <param name="delta">The news.</param>
    /// <param name="to">The manifest that they speak of; null when it cannot be read.</param>
    /// <param name="now">When they came.</param>
    internal static ReportHead Merge(ReportHead held, ManifestRecord? from, ReportDelta delta, ManifestRecord? to, DateTimeOffset now)
    {
        var removed = delta.Removed.Select(key => key.ToString()).Where(key => !delta.Report.Objects.ContainsKey(key)).ToList();
        var since = new SortedDictionary<string, ReportObject>(held.Since, StringComparer.Ordinal);
        foreach (var key in removed)
            since.Remove(key);
        foreach (var (key, item) in delta.Report.Objects)
            since[key] = item with { ArrivedAt = now };
        var (noted, plain, count) = held.Plain && delta.Report.Manifest == held.Manifest ? NoteOn(held, PlainReports.Of(from!), delta, removed) : NoteAnew(held, from, delta, removed, to);
        return held with
        {
            Manifest = delta.Report.Manifest,
            Epoch = delta.Report.Epoch,
            Revision = delta.Report.Revision,
            Sequence = delta.Report.Sequence,
            Count = count,
            ArrivedAt = now,
            Plain = plain,
            Noted = noted,
            Since = since,
            Removed = removed.Count == 0 && held.Removed.Count == 0 ? [] : [.. held.Removed.Union(removed, StringComparer.Ordinal).Where(key => !delta.Report.Objects.ContainsKey(key))],
        };
    }

    /// <summary>Whether so much would have changed, with this delta, that the whole report is better written anew.</summary>
    internal static bool IsDue(ReportHead held, ReportDelta delta)
    {
        var most = Math.Max(Few, held.Count / Share);
        return held.Since.Count + held.Removed.Count + delta.Report.Objects.Count + delta.Removed.Count > most
            && held.Since.Keys.Union(delta.Report.Objects.Keys, StringComparer.Ordinal).Count() + held.Removed.Count + delta.Removed.Count > most;
    }

    /// <summary>The head beside a whole report of its own sequence.</summary>
    internal static ReportHead Rebased(ReportHead head) => head with { Base = head.Sequence, Since = new(StringComparer.Ordinal), Removed = [] };

    /// <summary>The newest report, whole.</summary>
    /// <param name="head">The head.</param>
    /// <param name="stored">The whole report that it stands on; null when that is lost: then objects are told without their statuses where the head does not have them.</param>
    /// <param name="manifest">The head's manifest, which is needed where nothing is stored and the head is plain.</param>
    internal static ReportRecord Whole(ReportHead head, ReportRecord? stored, ManifestRecord? manifest)
    {
        var objects = new SortedDictionary<string, ReportObject>(stored?.Objects ?? (IDictionary<string, ReportObject>)Objects(head, manifest), StringComparer.Ordinal);
        foreach (var key in head.Removed)
            objects.Remove(key);
        foreach (var (key, item) in head.Since)
            objects[key] = item;
        return new ReportRecord
        {
            Edge = head.Edge, Policy = head.Policy, Manifest = head.Manifest, Epoch = head.Epoch, Revision = head.Revision, Sequence = head.Sequence, Objects = objects,
        };
    }

    /// <summary>What an edge says of an object, without its status where the head has none; null for nothing.</summary>
    internal static ReportObject? Said(ReportHead head, string key, ManifestRecord? manifest) =>
        head.Since.TryGetValue(key, out var newest) ? newest
        : head.Noted.TryGetValue(key, out var noted) ? noted
        : head.Plain && manifest is not null ? PlainReports.Of(manifest).GetValueOrDefault(key) : null;

    private static (SortedDictionary<string, ReportObject?> Noted, bool Plain, int Count) NoteOn(ReportHead held, IReadOnlyDictionary<string, ReportObject> plain, ReportDelta delta, List<string> removed)
    {
        var noted = new SortedDictionary<string, ReportObject?>(held.Noted, StringComparer.Ordinal);
        var count = held.Count;
        foreach (var key in removed)
        {
            count -= IsSaid(noted, plain, key) ? 1 : 0;
            if (plain.ContainsKey(key))
                noted[key] = null;
            else
                noted.Remove(key);
        }

        foreach (var (key, item) in delta.Report.Objects)
        {
            count += IsSaid(noted, plain, key) ? 0 : 1;
            if (plain.TryGetValue(key, out var well) && PlainReports.Is(item, well))
                noted.Remove(key);
            else
                noted[key] = Bare(item);
        }

        return (noted, true, count);
    }

    private static (SortedDictionary<string, ReportObject?> Noted, bool Plain, int Count) NoteAnew(ReportHead held, ManifestRecord? from, ReportDelta delta, List<string> removed, ManifestRecord? to)
    {
        var said = Objects(held, from);
        foreach (var key in removed)
            said.Remove(key);
        foreach (var (key, item) in delta.Report.Objects)
            said[key] = item;
        return (Note(said, to), to is not null, said.Count);
    }

    private static bool IsSaid(SortedDictionary<string, ReportObject?> noted, IReadOnlyDictionary<string, ReportObject> plain, string key) =>
        noted.TryGetValue(key, out var item) ? item is not null : plain.ContainsKey(key);

    /// <summary>Every object that the newest report has.</summary>
    private static Dictionary<string, ReportObject> Objects(ReportHead head, ManifestRecord? manifest)
    {
        var said = new Dictionary<string, ReportObject>(head.Count, StringComparer.Ordinal);
        if (head.Plain && manifest is not null)
        {
            foreach (var (key, item) in PlainReports.Of(manifest))
                said[key] = item;
        }

        foreach (var (key, item) in head.Noted)
        {
            if (item is null)
                said.Remove(key);
            else
                said[key] = item;
        }

        return said;
    }

    private static SortedDictionary<string, ReportObject?> Note(IReadOnlyDictionary<string, ReportObject> said, ManifestRecord? manifest)
    {
        var noted = new SortedDictionary<string, ReportObject?>(StringComparer.Ordinal);
        var plain = manifest is null ? null : PlainReports.Of(manifest);
        var named = 0;
        foreach (var (key, item) in said)
        {
            var well = plain?.GetValueOrDefault(key);
            named += well is null ? 0 : 1;
            if (well is null || !PlainReports.Is(item, well))
                noted[key] = Bare(item);
        }

        if (named < plain?.Count)
        {
            foreach (var key in plain.Keys.Where(key => !said.ContainsKey(key)))
                noted[key] = null;
        }

        return noted;
    }

    /// <summary>What judging an object takes, and a sentence for people.</summary>
    private static ReportObject Bare(ReportObject item)
    {
        var message = ReportTexts.Message(item);
        return item with { Status = null, Conditions = null, Events = null, Message = message.Length > LongestMessage ? message[..LongestMessage] + "..." : message };
    }
}

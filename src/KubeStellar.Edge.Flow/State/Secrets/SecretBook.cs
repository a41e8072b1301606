using System.Collections.Immutable;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>
/// The secret values of the objects of this edge, in memory only, to be found in what is told of any object of their workspace: errors, events, statuses, drift. Other workspaces' texts are
/// left alone, so that nobody blackens a neighbour's words. Safe for several threads.
/// </summary>
internal sealed class SecretBook
{
    // In what other objects say, only what is hardly anybody's everyday word: a Secret with the user name "admin" must not take the names out of all statuses.
    private const int ShortestElsewhere = 8;

    private readonly Lock _gate = new();
    private ImmutableDictionary<(string Workspace, ObjectKey Key), Entry> _entries = ImmutableDictionary<(string Workspace, ObjectKey Key), Entry>.Empty;
    private ImmutableDictionary<string, Searches> _searches = ImmutableDictionary<string, Searches>.Empty;

    /// <summary>Whether there are none.</summary>
    internal bool IsEmpty => Volatile.Read(ref _entries).IsEmpty;

    /// <summary>Whether an object has secret values.</summary>
    internal bool Has(string workspace, ObjectKey key) => Volatile.Read(ref _entries).ContainsKey((workspace, key));

    /// <summary>Takes the values of an object; costs nothing for a variant that is known.</summary>
    /// <param name="workspace">Its workspace.</param>
    /// <param name="key">The object.</param>
    /// <param name="variant">Digest of the variant that they are of.</param>
    /// <param name="map">Canonical JSON, handle to value.</param>
    internal void Take(string workspace, ObjectKey key, Digest variant, ReadOnlySpan<byte> map)
    {
        if (Volatile.Read(ref _entries).GetValueOrDefault((workspace, key))?.Variant == variant)
        {
            return;
        }

        var words = SecretWords.Of(map);
        lock (_gate)
        {
            // The words before stay for one more variant: the target may still tell of them.
            var before = _entries.GetValueOrDefault((workspace, key));
            Become(_entries.SetItem((workspace, key), new Entry(variant, words, before?.Words ?? [])));
        }
    }

    /// <summary>Forgets objects that are wanted no more.</summary>
    internal void Keep(Func<ObjectKey, bool> wanted)
    {
        var entries = Volatile.Read(ref _entries);
        if (entries.Keys.All(entry => wanted(entry.Key)))
        {
            return;
        }

        lock (_gate)
        {
            Become(_entries.RemoveRange(_entries.Keys.Where(entry => !wanted(entry.Key))));
        }
    }

    /// <summary>A sentence about an object of a workspace, without secret values.</summary>
    internal string Text(string workspace, string text) => Volatile.Read(ref _searches).GetValueOrDefault(workspace)?.All?.Scrub(text) ?? text;

    /// <summary>What to look for in the JSON of an object; null for nothing.</summary>
    /// <param name="workspace">The object's workspace; null: of all.</param>
    /// <param name="own">Whether the object has secret values itself.</param>
    internal WordSearch? Search(string? workspace, bool own)
    {
        var searches = Volatile.Read(ref _searches);
        var found = workspace is not null ? searches.GetValueOrDefault(workspace) : searches.GetValueOrDefault("");
        return own ? found?.All : found?.Elsewhere;
    }

    private void Become(ImmutableDictionary<(string Workspace, ObjectKey Key), Entry> entries)
    {
        Volatile.Write(ref _entries, entries);
        var searches = entries.GroupBy(entry => entry.Key.Workspace, StringComparer.Ordinal)
            .ToImmutableDictionary(group => group.Key, group => Searches.Of(group.Select(entry => entry.Value)), StringComparer.Ordinal);

        // No workspace has an empty name: here it stands for all.
        Volatile.Write(ref _searches, entries.IsEmpty ? searches : searches.SetItem("", Searches.Of(entries.Values)));
    }

    private sealed record Entry(Digest Variant, HashSet<string> Words, HashSet<string> Former);

    private sealed record Searches(WordSearch? All, WordSearch? Elsewhere)
    {
        internal static Searches Of(IEnumerable<Entry> entries)
        {
            var words = entries.SelectMany(entry => entry.Words.Concat(entry.Former)).ToHashSet(StringComparer.Ordinal);
            return new Searches(WordSearch.For(words), WordSearch.For(words.Where(word => word.Length >= ShortestElsewhere)));
        }
    }
}

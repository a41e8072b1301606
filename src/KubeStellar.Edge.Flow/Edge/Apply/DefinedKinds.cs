using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>Which kinds definitions define. Definitions are large and change seldom, so what one says is kept by its digest.</summary>
internal sealed class DefinedKinds
{
    private Dictionary<Digest, string> _known = [];

    /// <summary>The definition of each group and kind; one that cannot be read defines nothing here.</summary>
    internal Dictionary<(string Group, string Kind), ObjectKey> Of(IEnumerable<KeyValuePair<ObjectKey, WantedObject>> definitions, ContentSource contents)
    {
        var known = new Dictionary<Digest, string>();
        var kinds = new Dictionary<(string Group, string Kind), ObjectKey>();
        foreach (var (key, item) in definitions)
        {
            var kind = _known.TryGetValue(item.Entry.Content, out var before) ? before : Read(item.Entry.Content, contents);
            if (kind.Length == 0)
            {
                // Its content may only be missing for now.
                continue;
            }

            known[item.Entry.Content] = kind;
            kinds.TryAdd((ImpliedNeeds.GroupOf(key), kind), key);
        }

        _known = known;
        return kinds;
    }

    private static string Read(Digest content, ContentSource contents) =>
        contents(content) is { } bytes ? CanonicalJson.Parse(bytes.Span).Text("spec", "names", "kind") : "";
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Ownership;

/// <summary>
/// A set of fields as a tree, in the encoding of FieldsV1: <c>f:name</c> a member, <c>k:{"name":"x"}</c> an item by its keys, <c>v:"x"</c> an item by its value, and a node
/// that is itself in the set is empty or holds a dot.
/// </summary>
internal sealed partial class FieldSet
{
    private readonly SortedDictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    /// <summary>Whether this very field is in the set, not only fields under it.</summary>
    internal bool Self { get; set; }

    internal bool IsEmpty => !Self && _children.Values.All(child => child.IsEmpty);

    internal FieldSet? Child(string step) => _children.GetValueOrDefault(step);

    /// <summary>The child of a step, made when it is not there.</summary>
    internal FieldSet Make(string step) => _children.TryGetValue(step, out var child) ? child : _children[step] = new FieldSet();

    internal void Drop(string step) => _children.Remove(step);

    internal static FieldSet Parse(JsonNode? fields)
    {
        var set = new FieldSet();
        foreach (var (step, child) in fields as JsonObject ?? [])
        {
            if (step == ".")
                set.Self = true;
            else
                set._children[step] = child is JsonObject { Count: 0 } ? new FieldSet { Self = true } : Parse(child);
        }

        return set;
    }

    internal JsonObject ToJson()
    {
        var node = new JsonObject();
        var children = _children.Where(pair => !pair.Value.IsEmpty).ToList();
        if (Self && children.Count > 0)
            node["."] = new JsonObject();
        foreach (var (step, child) in children)
            node[step] = child.ToJson();
        return node;
    }

    internal FieldSet Union(FieldSet other) => Combine(other, (mine, theirs) => mine || theirs);

    internal FieldSet Difference(FieldSet other) => Combine(other, (mine, theirs) => mine && !theirs);

    internal FieldSet Intersection(FieldSet other) => Combine(other, (mine, theirs) => mine && theirs);

    internal bool Same(FieldSet other) => Difference(other).IsEmpty && other.Difference(this).IsEmpty;

    /// <summary>Paths of all fields in the set, as messages name them: <c>.spec.template.spec.containers[name="c"].image</c>.</summary>
    internal IEnumerable<string> Paths(string prefix = "")
    {
        // At each level the fields themselves come before what is under them.
        var steps = _children.OrderBy(pair => pair.Key.Length > 0 && pair.Key[0] == 'k' ? Digits().Replace(pair.Key, digits => digits.Value.PadLeft(12, '0')) : pair.Key, StringComparer.Ordinal).ToList();
        foreach (var (step, child) in steps)
        {
            if (child.Self)
                yield return prefix + Pretty(step);
        }

        foreach (var (step, child) in steps)
        {
            foreach (var path in child.Paths(prefix + Pretty(step)))
                yield return path;
        }
    }

    private static string Pretty(string step) => step[0] switch
    {
        'k' => "[" + string.Join(',', JsonNode.Parse(step[2..])!.AsObject().Select(key => $"{key.Key}={key.Value!.ToJsonString(Json.Plain)}")) + "]",
        'v' => $"[={step[2..]}]",
        _ => "." + step[2..],
    };

    // Keys that are numbers are ordered as such.
    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();

    private FieldSet Combine(FieldSet other, Func<bool, bool, bool> rule)
    {
        var set = new FieldSet { Self = rule(Self, other.Self) };
        foreach (var step in _children.Keys.Union(other._children.Keys))
        {
            var child = (Child(step) ?? new FieldSet()).Combine(other.Child(step) ?? new FieldSet(), rule);
            if (!child.IsEmpty)
                set._children[step] = child;
        }

        return set;
    }
}

using System.Text.Json;

namespace KubeStellar.Edge.Kubernetes.Cluster.Drift;

/// <summary>
/// Finds drift without asking for the object's content; pure. A server-side apply owns every leaf of what it applied, and loses a leaf when another manager
/// changes or removes it; so wanted leaves that we do not own are drift, and whoever holds such a leaf is who changed it.
/// </summary>
internal sealed class DriftWalk
{
    private const int MostFields = 4096;

    private static readonly HashSet<string> Walked = ["labels", "annotations", "finalizers", "ownerReferences"];

    private readonly FieldManagers _managers;
    private readonly List<LostField> _lost = [];

    private DriftWalk(FieldManagers managers)
    {
        _managers = managers;
    }

    /// <summary>Wanted fields that we do not own; the most that are read are some thousands. Without our entry there is nothing that we own: all top fields are lost.</summary>
    internal static IReadOnlyList<LostField> Find(JsonElement content, FieldManagers managers)
    {
        var walk = new DriftWalk(managers);
        var others = managers.Others.Select(other => (JsonElement?)other.Fields).ToArray();
        foreach (var member in content.EnumerateObject())
        {
            if (member.Name is "metadata" && member.Value.ValueKind is JsonValueKind.Object)
            {
                var (own, theirs) = (Child(managers.Own, "f:metadata"), Children(others, "f:metadata"));
                foreach (var part in member.Value.EnumerateObject().Where(part => Walked.Contains(part.Name)))
                {
                    walk.Member(part, own, theirs, new At("metadata", "/metadata", ".metadata"));
                }
            }
            else if (member.Name is not ("apiVersion" or "kind" or "status" or "metadata" or "stringData"))
            {
                walk.Member(member, managers.Own, others, new At("", "", ""));
            }
        }

        return walk._lost;
    }

    private void Member(JsonProperty member, JsonElement? own, JsonElement?[] others, At at)
    {
        var step = $"f:{member.Name}";
        Value(member.Value, Child(own, step), Children(others, step), new At(FieldNames.Member(at.Path, member.Name), $"{at.Place}/{member.Name}", $"{at.Spelled}.{member.Name}"));
    }

    private void Value(JsonElement value, JsonElement? own, JsonElement?[] others, At at)
    {
        if (value.ValueKind is JsonValueKind.Null || own is { } leaf && IsLeaf(leaf) || _lost.Count >= MostFields)
        {
            return;
        }

        switch (value.ValueKind)
        {
            // Down to single fields, since rules of drift speak of those.
            case JsonValueKind.Object when value.GetPropertyCount() > 0:
                foreach (var member in value.EnumerateObject())
                {
                    Member(member, own, others, at);
                }

                break;
            case JsonValueKind.Array when value.GetArrayLength() > 0 && (own is { } known && HasItems(known) || Array.Exists(others, other => other is { } node && HasItems(node))):
                Items(value, own, others, at);
                break;
            default:
                if (own is null || value.ValueKind is JsonValueKind.Array && value.GetArrayLength() > 0)
                {
                    Lose(at, others);
                }

                break;
        }
    }

    private void Items(JsonElement list, JsonElement? own, JsonElement?[] others, At at)
    {
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var place = $"{at.Place}/{index++}";
            if (item.ValueKind is JsonValueKind.Object)
            {
                var step = own is { } node ? FieldNames.Find(node, item) : null;
                var theirs = Array.ConvertAll(others, other => other is { } node && !IsLeaf(node) ? FieldNames.Find(node, item)?.Value : other);
                var name = step?.Name ?? Array.ConvertAll(others, other => other is { } node ? FieldNames.Find(node, item)?.Name : null).FirstOrDefault(found => found is not null);
                var shown = new At(
                    FieldNames.Item(at.Path, item, name is null ? item.EnumerateObject().Select(member => member.Name).Take(1) : FieldNames.Keys(name)),
                    place, name is null ? $"{at.Spelled}[?]" : at.Spelled + FieldNames.Spelled(name));
                if (step is null)
                {
                    // The item as a whole was taken or removed: without its keys, which are lost too, the rest of it is no item.
                    Lose(shown, theirs);
                }
                else
                {
                    Value(item, step?.Value, theirs, shown);
                }
            }
            else
            {
                if (own is not { } set || FieldNames.FindValue(set, item) is null)
                {
                    Lose(new At($"{at.Path}[={item}]", place, $"{at.Spelled}[={item.GetRawText()}]"), Array.ConvertAll(others, other => other is { } node && !IsLeaf(node) ? FieldNames.FindValue(node, item) : other));
                }
            }
        }
    }

    private void Lose(At at, JsonElement?[] others)
    {
        var holder = Array.FindIndex(others, other => other is not null);
        _lost.Add(new LostField(at.Path, at.Place, holder < 0 ? "" : _managers.Others[holder].Manager) { Spelled = at.Spelled });
    }

    private static bool IsLeaf(JsonElement node) => node.GetPropertyCount() == 0;

    private static bool HasItems(JsonElement node) => FieldNames.HasSteps(node, "k:") || FieldNames.HasSteps(node, "v:");

    private static JsonElement? Child(JsonElement? node, string step) => node is { } known && known.TryGetProperty(step, out var child) ? child : null;

    private static JsonElement?[] Children(JsonElement?[] nodes, string step) =>
        Array.ConvertAll(nodes, node => node is { } known && IsLeaf(known) ? known : Child(node, step));

    // Where the walk is, in the three spellings of a lost field.
    private readonly record struct At(string Path, string Place, string Spelled);
}

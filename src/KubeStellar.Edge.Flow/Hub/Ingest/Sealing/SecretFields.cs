using System.Collections.Immutable;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Sealing;

/// <summary>
/// Which fields of an object are secret: every value of a Secret, what its annotation <see cref="Annotation"/> names, and what policies of its workspace declare. Pure.
/// </summary>
internal static class SecretFields
{
    /// <summary>Names secret fields of the object that has it: paths between commas.</summary>
    public const string Annotation = "edge.kubestellar.io/sealed";

    /// <summary>What client-side <c>kubectl apply</c> keeps: the whole object once more, as plain text.</summary>
    public const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private static readonly string[] OfSecrets = ["data", "stringData"];

    /// <summary>The places of the values, none within another.</summary>
    /// <param name="key">The object.</param>
    /// <param name="obj">It, as it came.</param>
    /// <param name="rules">What the policies of its workspace declare.</param>
    /// <exception cref="JsonRefusedException">The annotation is wrong.</exception>
    public static IReadOnlyList<ImmutableArray<string>> Find(ObjectKey key, JsonElement obj, IEnumerable<SealRule> rules)
    {
        var found = new List<ImmutableArray<string>>();
        if (key.IsSecret)
        {
            found.AddRange(from field in OfSecrets from member in obj.Members(field) select ImmutableArray.Create(field, member.Name));
        }

        found.AddRange(Annotated(obj));
        foreach (var path in rules.Where(rule => rule.IsFor(key)).SelectMany(rule => rule.Paths))
        {
            if (FieldPath.TryParse(path, out var field) && Explain(field) is null)
            {
                found.AddRange(field.Find(obj));
            }
        }

        return found.Count < 2 ? found : Outermost(key, found);
    }

    /// <summary>Why a field may not be sealed; null when it may.</summary>
    public static string? Explain(FieldPath path)
    {
        var names = path.Names.Take(3).ToList();
        return names[0] switch
        {
            "apiVersion" or "kind" => "it names the object and cannot be sealed",
            "status" => "the status is not the owner's and is not sealed",
            "metadata" when names is ["metadata", "annotations", var name] && path.IsPlain && name != Annotation => null,
            "metadata" => "of metadata only single annotations can be sealed (metadata.annotations[\"example.com/key\"]): all else the hub and the cluster have to read",
            _ => null,
        };
    }

    /// <summary>What is wrong with the paths that a policy declares.</summary>
    public static IEnumerable<string> Explain(IEnumerable<SealRule> rules) => rules.SelectMany(rule => rule.Paths).Distinct(StringComparer.Ordinal)
        .Select(path => !FieldPath.TryParse(path, out var field) ? $"{path}: cannot be read as a path" : Explain(field) is { } wrong ? $"{path}: {wrong}" : null).OfType<string>();

    private static List<ImmutableArray<string>> Annotated(JsonElement obj)
    {
        var text = obj.Text("metadata", "annotations", Annotation);
        if (text.Length == 0)
        {
            return [];
        }

        var at = $"metadata.annotations.\"{Annotation}\"";
        if (!FieldPath.TryParseList(text, out var paths))
        {
            throw new JsonRefusedException("paths of fields such as 'spec.password, spec.users[*].token' are expected, with commas between", at);
        }

        var found = new List<ImmutableArray<string>>();
        foreach (var path in paths)
        {
            if (Explain(path) is { } wrong)
            {
                throw new JsonRefusedException($"{path}: {wrong}", at);
            }

            // A slip of the pen would leave the secret in plain text.
            var places = path.Find(obj);
            if (places.Count == 0)
            {
                throw new JsonRefusedException($"the object has no {path}: name what it has, or take this path off", at);
            }

            found.AddRange(places);
        }

        return found;
    }

    /// <summary>Of places within each other the outer one stays, but for a Secret's maps: their values stay single.</summary>
    private static List<ImmutableArray<string>> Outermost(ObjectKey key, List<ImmutableArray<string>> found)
    {
        var kept = new List<ImmutableArray<string>>();
        foreach (var place in found.OrderBy(place => place.Length))
        {
            var isMap = key.IsSecret && place is [var field] && OfSecrets.Contains(field);
            if (!isMap && !kept.Any(outer => place.AsSpan().StartsWith(outer.AsSpan())))
            {
                kept.Add(place);
            }
        }

        return kept;
    }
}

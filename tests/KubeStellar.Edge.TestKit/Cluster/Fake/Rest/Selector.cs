using System.Text.RegularExpressions;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;
using KubeStellar.Edge.TestKit.Cluster.Fake.Store;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>Namespace, label selector and field selector of a list or watch.</summary>
internal sealed partial class Selector
{
    private readonly string _space;
    private readonly List<Func<Stored, bool>> _tests = [];

    /// <summary>Reads them.</summary>
    /// <exception cref="Refusal">400: unreadable, or a field that this kind cannot be selected by.</exception>
    internal Selector(ApiRequest request, ResourceType type)
    {
        _space = type.Namespaced ? request.Namespace : "";
        foreach (Match term in Term().Matches(request.Query["labelSelector"].ToString()))
            _tests.Add(Label(term));
        foreach (var term in request.Query["fieldSelector"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries))
            _tests.Add(Field(term, type));
        if (!type.Namespaced && request.Name.Length > 0)
            _tests.Add(stored => stored.Name == request.Name);
    }

    /// <summary>Whether it selects everything in its namespaces.</summary>
    internal bool IsEmpty => _tests.Count == 0;

    internal bool Takes(Stored? stored) => stored is not null && (_space.Length == 0 || stored.Namespace == _space) && _tests.TrueForAll(test => test(stored));

    private static Func<Stored, bool> Label(Match term)
    {
        var key = term.Groups["key"].Value;
        var values = term.Groups["value"].Value.Split(',', StringSplitOptions.TrimEntries);
        bool Has(Stored stored) => stored.Labels.TryGetValue(key, out var value) && values.Contains(value);
        return term.Groups["op"].Value switch
        {
            "=" or "==" or "in" => Has,
            "!=" or "notin" => stored => !Has(stored),
            _ => term.Groups["not"].Success ? stored => !stored.Labels.ContainsKey(key) : stored => stored.Labels.ContainsKey(key),
        };
    }

    private static Func<Stored, bool> Field(string term, ResourceType type)
    {
        var not = term.Contains("!=", StringComparison.Ordinal);
        var parts = term.Split(not ? "!=" : term.Contains("==", StringComparison.Ordinal) ? "==" : "=", 2);
        var path = parts[0];
        var allowed = path is "metadata.name" or "metadata.namespace"
            || (type.Kind == "Event" && (path.StartsWith("involvedObject.", StringComparison.Ordinal) || path is "reason" or "type" or "source"))
            || (type.Kind == "Pod" && path is "spec.nodeName" or "status.phase") || (type.Kind == "Secret" && path == "type") || (type.Kind == "Namespace" && path == "status.phase");
        if (!allowed)
        {
            throw Refusal.BadRequest($"\"{path}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
        }

        return path switch
        {
            "metadata.name" => stored => stored.Name == parts[1] != not,
            "metadata.namespace" => stored => stored.Namespace == parts[1] != not,
            _ => stored => stored.Parse().Text(path.Split('.')) == parts[1] != not,
        };
    }

    [GeneratedRegex(@"(?<not>!)?(?<key>[\w./-]+)(?:\s*(?<op>==|=|!=)\s*(?<value>[\w.-]*)|\s+(?<op>in|notin)\s*\((?<value>[^)]*)\))?")]
    private static partial Regex Term();
}

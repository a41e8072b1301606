using Acornima.Ast;
using KubeStellar.Edge.Analysis.Parsing;
using KubeStellar.Edge.Analysis.Scopes;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Analysis.Lint;

/// <summary>
/// Fields that a bundle's policy sees sealed, as far as its source says so: the paths of its <c>seals</c>, and the maps of a Secret. Of a policy for several kinds <c>data</c> is not among them, because a
/// ConfigMap has it in plain text.
/// </summary>
internal sealed class SealedFields
{
    private readonly List<string[]> _paths = [];

    /// <summary>Collects them from all files.</summary>
    internal static SealedFields Of(IEnumerable<ModuleFacts> modules, Patience patience)
    {
        var fields = new SealedFields();
        foreach (var facts in modules)
        {
            foreach (var property in Nodes.Below(facts.Module.Root, patience).OfType<Property>())
            {
                if (property.Value is ArrayExpression list)
                {
                    fields.Take(Chains.NameOf(property.Key, property.Computed), list);
                }
            }
        }

        return fields;
    }

    internal bool Any => _paths.Count > 0;

    /// <summary>How many of a chain's members name a sealed field; 0 when it does not lead to one.</summary>
    internal int Depth(IReadOnlyList<string> members)
    {
        foreach (var path in _paths)
        {
            if (members.Count >= path.Length && path.Zip(members).All(pair => pair.First.Length == 0 || pair.First == pair.Second))
            {
                return path.Length;
            }
        }

        return 0;
    }

    private void Take(string name, ArrayExpression list)
    {
        if (name == "kinds" && Texts(list).Contains("Secret"))
        {
            _paths.Add(["stringData", ""]);
            if (list.Elements.Count == 1)
            {
                _paths.Add(["data", ""]);
            }
        }
        else if (name == "seals")
        {
            var paths = from rule in list.Elements.OfType<ObjectExpression>()
                        from member in rule.Properties.OfType<Property>()
                        where Chains.NameOf(member.Key, member.Computed) == "paths" && member.Value is ArrayExpression
                        from text in Texts((ArrayExpression)member.Value)
                        select text;
            foreach (var text in paths)
            {
                if (FieldPath.TryParse(text, out var path) && path.IsPlain)
                {
                    _paths.Add([.. path.Names]);
                }
            }
        }
    }

    private static IEnumerable<string> Texts(ArrayExpression list) => list.Elements.OfType<StringLiteral>().Select(text => text.Value);
}

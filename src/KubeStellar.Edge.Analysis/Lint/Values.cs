using Acornima.Ast;
using KubeStellar.Edge.Analysis.Scopes;

namespace KubeStellar.Edge.Analysis.Lint;

/// <summary>Tells what values are from the expressions that make them.</summary>
internal sealed class Values(ModuleFacts facts, IReadOnlyDictionary<string, ModuleFacts> modules)
{
    private static readonly HashSet<string> Collections = ["Map", "Set", "WeakMap", "WeakSet"];
    private static readonly HashSet<string> ArrayMakers = ["map", "filter", "flatMap", "flat", "slice", "concat", "toSorted", "toReversed", "toSpliced", "with", "split", "fill", "sort", "reverse"];
    private static readonly HashSet<string> Iterators = ["values", "keys", "entries", "matchAll"];

    private readonly Dictionary<Identifier, Reference> _references = facts.References.DistinctBy(use => use.Name).ToDictionary(use => use.Name, ReferenceEqualityComparer.Instance as IEqualityComparer<Identifier>);

    /// <summary>The use that an expression such as <c>a.b[c]</c> begins with; null when it is something else.</summary>
    internal Reference? RootOf(Node? expression)
    {
        while (true)
        {
            switch (expression)
            {
                case Identifier name:
                    return _references.GetValueOrDefault(name);
                case MemberExpression member:
                    expression = member.Object;
                    break;
                case ChainExpression chain:
                    expression = chain.Expression;
                    break;
                default:
                    return null;
            }
        }
    }

    /// <summary>The initialiser of a name, in the file that exports it.</summary>
    internal Node? InitOf(Binding binding)
    {
        if (binding.From is not { } from)
        {
            return binding.OfList ? null : binding.Init;
        }

        return Imported(from.Specifier) is { } other && other.Exports.TryGetValue(from.Name, out var exported) && exported.From is null ? exported.Init : null;
    }

    /// <summary>The expression that a chain of members ends at, through object literals; null when it cannot be told.</summary>
    internal static Node? Follow(Node? value, IEnumerable<string> members)
    {
        foreach (var name in members)
        {
            value = value is ObjectExpression literal && name.Length > 0
                ? literal.Properties.OfType<Property>().LastOrDefault(property => Chains.NameOf(property.Key, property.Computed) == name)?.Value
                : null;
        }

        return value;
    }

    internal ValueKind KindOf(Node? value) => value switch
    {
        null => ValueKind.Unknown,
        ArrayExpression => ValueKind.Array,
        ObjectExpression => ValueKind.Object,
        RegExpLiteral { RegExp.Flags: var flags } => flags.Contains('g', StringComparison.Ordinal) || flags.Contains('y', StringComparison.Ordinal) ? ValueKind.Matcher : ValueKind.Plain,
        Literal or TemplateLiteral or IFunction or IClass => ValueKind.Plain,
        NewExpression { Callee: Identifier type } => OfNew(type),
        CallExpression call => OfCall(call),
        _ => ValueKind.Unknown,
    };

    private ValueKind OfNew(Identifier type)
    {
        var binding = _references.GetValueOrDefault(type)?.Binding;
        return binding is not null ? binding.Init is IClass ? ValueKind.Instance : ValueKind.Unknown
            : Collections.Contains(type.Name) ? ValueKind.Collection
            : type.Name.EndsWith("Array", StringComparison.Ordinal) ? ValueKind.Array
            : ValueKind.Unknown;
    }

    private ValueKind OfCall(CallExpression call)
    {
        switch (call.Callee)
        {
            case IFunction { Generator: true }:
                return ValueKind.Iterator;
            case Identifier name:
                var callee = _references.GetValueOrDefault(name)?.Binding;
                return callee is not null && InitOf(callee) is IFunction { Generator: true } ? ValueKind.Iterator : ValueKind.Unknown;
            case MemberExpression { Object: Identifier { Name: "Object" or "Array" } global } member when _references.GetValueOrDefault(global)?.Binding is null:
                var function = Chains.NameOf(member);
                return function is "keys" or "values" or "entries" or "from" or "of" ? ValueKind.Array
                    : function is "freeze" && call.Arguments.Count == 1 ? KindOf(call.Arguments[0])
                    : ValueKind.Unknown;
            case MemberExpression member:
                var method = Chains.NameOf(member);
                return method.Length == 0 && member.Property is MemberExpression { Property: Identifier { Name: "iterator" } } ? ValueKind.Iterator
                    : Iterators.Contains(method) ? ValueKind.Iterator
                    : ArrayMakers.Contains(method) && method is not ("slice" or "concat" or "with" or "fill") ? ValueKind.Array
                    : ValueKind.Unknown;
            default:
                return ValueKind.Unknown;
        }
    }

    private ModuleFacts? Imported(string specifier)
    {
        if (!specifier.StartsWith('.'))
        {
            return null;
        }

        var steps = new List<string>(facts.Module.File.Split('/')[..^1]);
        foreach (var step in specifier.Split('/'))
        {
            if (step == ".." && steps.Count > 0)
            {
                steps.RemoveAt(steps.Count - 1);
            }
            else if (step is not ("." or ".."))
            {
                steps.Add(step);
            }
        }

        var path = string.Join('/', steps);
        return modules.GetValueOrDefault(path) ?? modules.GetValueOrDefault(Path.ChangeExtension(path, ".ts"));
    }
}

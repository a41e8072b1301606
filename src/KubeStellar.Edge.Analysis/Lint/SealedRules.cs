using Acornima;
using Acornima.Ast;
using KubeStellar.Edge.Analysis.Parsing;
using KubeStellar.Edge.Analysis.Scopes;

namespace KubeStellar.Edge.Analysis.Lint;

/// <summary>Finds where a policy wants to read what it sees sealed only: a handle can be put into another field whole, and nothing else.</summary>
internal sealed class SealedRules(ModuleFacts facts, SealedFields fields, Findings findings, Patience patience)
{
    private const string Remedy = "put it into a field as it is, or let the owner write the text as it is to be";
    private static readonly HashSet<string> Readers = ["String", "Number", "Boolean", "parseInt", "parseFloat", "encodeURIComponent", "decodeURIComponent"];

    private readonly Dictionary<Node, Reference> _sealed = facts.References
        .Where(use => use.Binding?.Kind == BindingKind.Parameter && fields.Depth(use.Members) is > 0 and var depth && use.Members.Count == depth)
        .DistinctBy(use => use.Chain).ToDictionary(use => use.Chain, ReferenceEqualityComparer.Instance as IEqualityComparer<Node>);

    internal void Check()
    {
        if (!fields.Any)
        {
            return;
        }

        foreach (var use in facts.References.Where(use => use.Binding?.Kind == BindingKind.Parameter))
        {
            if (fields.Depth(use.Members) is > 0 and var depth && use.Members.Count > depth)
            {
                Warn(use);
            }
            else if (_sealed.ContainsKey(use.Chain) && use is { Use: ReferenceUse.Argument, Call: CallExpression { Callee: Identifier { Name: var name } } } && Readers.Contains(name))
            {
                Warn(use);
            }
        }

        foreach (var node in _sealed.Count > 0 ? Nodes.Below(facts.Module.Root, patience) : [])
        {
            switch (node)
            {
                case TemplateLiteral text:
                    foreach (var part in text.Expressions)
                    {
                        Joined(part);
                    }

                    break;
                case NonLogicalBinaryExpression { Operator: not Operator.In } both when !IsNothing(both.Left) && !IsNothing(both.Right):
                    Joined(both.Left);
                    Joined(both.Right);
                    break;
            }
        }
    }

    private void Joined(Node part)
    {
        if (_sealed.TryGetValue(part, out var use))
        {
            Warn(use);
        }
    }

    private void Warn(Reference use) => findings.Warn(
        LintRules.Sealed, use.Name, $"'{use.Name.Name}{string.Concat(use.Members.Take(fields.Depth(use.Members)).Select(member => member.Length == 0 ? "[...]" : "." + member))}' is sealed: a policy sees a handle in its place, not the value", Remedy);

    /// <summary>Whether it is there at all may be asked.</summary>
    private static bool IsNothing(Node node) => node is NullLiteral or Identifier { Name: "undefined" };
}

using System.Runtime.CompilerServices;
using Acornima.Ast;
using KubeStellar.Edge.Analysis.Parsing;

namespace KubeStellar.Edge.Analysis.Scopes;

/// <summary>Goes once through a module and writes down names, uses and functions. Names are resolved at the end, so the order of declarations does not matter.</summary>
internal sealed partial class ScopeReader
{
    private readonly ModuleFacts _facts;
    private readonly Patience _patience;
    private readonly List<Node> _path = [];
    private readonly List<(string As, string Name)> _exportedAs = [];
    private Scope _scope;
    private ThisOwner _this = ThisOwner.Module;

    private ScopeReader(ParsedModule module, Patience patience)
    {
        _facts = new ModuleFacts(module);
        _patience = patience;
        var top = new FunctionInfo(module.Root, null);
        _facts.Functions.Add(top);
        _facts.Top = _scope = new Scope(null, top);
    }

    /// <exception cref="SourceRefusedException">It is nested too deeply, or takes too long.</exception>
    internal static ModuleFacts Read(ParsedModule module, Patience patience)
    {
        var reader = new ScopeReader(module, patience);
        try
        {
            reader.Children(module.Root);
        }
        catch (InsufficientExecutionStackException error)
        {
            throw new SourceRefusedException("it is nested too deeply", error);
        }

        reader.Resolve();
        return reader._facts;
    }

    private void Visit(Node? node)
    {
        if (node is null)
        {
            return;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        _patience.Ask();
        switch (node)
        {
            case Identifier name:
                Refer(name);
                break;
            case ThisExpression:
                var (_, members, use, _) = Chains.Of(node, _path);
                _facts.This.Add(new ThisUse(node, _scope, members, use, _this));
                break;
            case IFunction function:
                Function(node, function);
                break;
            case IClass type:
                Class(node, type);
                break;
            case ImportDeclaration import:
                Import(import);
                break;
            case ExportNamedDeclaration export:
                Export(export);
                break;
            case ExportDefaultDeclaration export:
                _facts.Notes.Add(new Noted(node, _scope));
                Within(node, () => Visit(export.Declaration));
                break;
            case ExportAllDeclaration:
                break;
            case VariableDeclaration variables:
                Within(node, () => Variables(variables));
                break;
            case MemberExpression member:
                Within(node, () =>
                {
                    Visit(member.Object);
                    Visit(member.Computed ? member.Property : null);
                });
                break;
            case Property property:
                Within(node, () => Property(property));
                break;
            case LabeledStatement labeled:
                Within(node, () => Visit(labeled.Body));
                break;
            case BreakStatement or ContinueStatement:
                break;
            case MetaProperty:
                Note(node);
                break;
            case BlockStatement or ForStatement or ForInStatement or ForOfStatement or SwitchStatement:
                Note(node);
                Block(node, () => Children(node));
                break;
            case CatchClause caught:
                Block(node, () =>
                {
                    Declare(caught.Param, BindingKind.Parameter, null);
                    Visit(caught.Body);
                });
                break;
            default:
                Note(node);
                Within(node, () => Children(node));
                break;
        }
    }

    private void Note(Node node)
    {
        if (node is DebuggerStatement or AwaitExpression or ForOfStatement or ForInStatement or ImportExpression or MetaProperty or CallExpression or WithStatement)
        {
            _facts.Notes.Add(new Noted(node, _scope));
        }
    }

    private void Children(Node node)
    {
        foreach (var child in node.ChildNodes)
        {
            Visit(child);
        }
    }

    private void Within(Node node, Action visit)
    {
        _path.Add(node);
        visit();
        _path.RemoveAt(_path.Count - 1);
    }

    private void Block(Node node, Action visit)
    {
        var outer = _scope;
        var owner = _this;
        _scope = new Scope(outer, outer.Function);
        if (node is StaticBlock)
        {
            _this = new ThisOwner(ThisOwnerKind.Constructor, null, "");
        }

        Within(node, visit);
        _scope = outer;
        _this = owner;
    }

    private void Property(Property property)
    {
        Visit(property.Computed ? property.Key : null);
        var owner = _this;
        // An arrow function keeps the "this" around it.
        if (property.Value is FunctionExpression && _path.Count > 1 && _path[^2] is ObjectExpression literal)
        {
            _this = new ThisOwner(ThisOwnerKind.Literal, literal, Chains.NameOf(property.Key, property.Computed));
        }

        Visit(property.Value);
        _this = owner;
    }

    private void Refer(Identifier name)
    {
        var (chain, members, use, call) = Chains.Of(name, _path);
        _facts.References.Add(new Reference(name, _scope, chain, members, use, call));
    }

    private void Resolve()
    {
        foreach (var reference in _facts.References)
        {
            _patience.Ask();
            reference.Binding = reference.Scope.Find(reference.Name.Name);
            reference.Binding?.References.Add(reference);
            if (reference is { Use: ReferenceUse.Export, Members.Count: 0, Binding: { } binding })
            {
                binding.Exported = true;
            }
        }

        foreach (var (exported, name) in _exportedAs)
        {
            if (_facts.Top.Find(name) is { } own)
            {
                _facts.Exports[exported] = own;
            }
        }

        foreach (var function in _facts.Functions)
        {
            if (function.Name is { } name && name.References.Any(use => use is { Use: ReferenceUse.Write, Members.Count: 0 }))
            {
                function.Name = null;
            }
        }
    }
}

using Acornima.Ast;

namespace KubeStellar.Edge.Analysis.Scopes;

/// <summary>Declarations of names, functions, classes, imports and exports.</summary>
internal sealed partial class ScopeReader
{
    /// <summary>Methods that call the function that they are given before they return, and constructors and functions of that kind.</summary>
    private static readonly HashSet<string> CallAtOnce =
    [
        "forEach", "map", "flatMap", "filter", "reduce", "reduceRight", "some", "every", "find", "findIndex", "findLast", "findLastIndex", "sort", "toSorted",
        "replace", "replaceAll", "from", "fromEntries", "groupBy",
    ];

    private void Declare(Node? pattern, BindingKind kind, Node? init, bool ofList = false)
    {
        switch (pattern)
        {
            case Identifier name:
                Add(name.Name, kind, name, init, ofList);
                break;
            case AssignmentPattern withDefault:
                Declare(withDefault.Left, kind, null);
                Visit(withDefault.Right);
                break;
            case RestElement rest:
                Declare(rest.Argument, kind, null);
                break;
            case ArrayPattern array:
                foreach (var element in array.Elements)
                {
                    Declare(element, kind, null);
                }

                break;
            case ObjectPattern members:
                foreach (var member in members.Properties)
                {
                    if (member is Property property)
                    {
                        Visit(property.Computed ? property.Key : null);
                        Declare(property.Value, kind, null);
                    }
                    else
                    {
                        Declare(member, kind, null);
                    }
                }

                break;
        }
    }

    private Binding Add(string name, BindingKind kind, Node place, Node? init, bool ofList = false)
    {
        var scope = _scope;
        // A var belongs to its function, whatever block it stands in.
        while (kind == BindingKind.Var && scope.Parent is { } outer && outer.Function == scope.Function)
        {
            scope = outer;
        }

        var binding = new Binding(name, kind, scope.Function, place) { Init = init, OfList = ofList };
        var declared = scope.Declare(binding);
        if (declared == binding)
        {
            _facts.Bindings.Add(binding);
        }

        return declared;
    }

    private void Variables(VariableDeclaration variables)
    {
        var kind = variables.Kind switch
        {
            VariableDeclarationKind.Var => BindingKind.Var,
            VariableDeclarationKind.Let => BindingKind.Let,
            _ => BindingKind.Const,
        };
        var list = _path.Count > 1 && _path[^2] is ForOfStatement loop && loop.Left == variables ? loop.Right : null;
        foreach (var declarator in variables.Declarations)
        {
            Within(declarator, () =>
            {
                Declare(declarator.Id, kind, declarator.Init ?? list, ofList: list is not null);
                Visit(declarator.Init);
            });
        }
    }

    private void Function(Node node, IFunction function)
    {
        var info = new FunctionInfo(node, _scope.Function) { Lazy = function.Generator || function.Async };
        _facts.Functions.Add(info);
        if (function.Async)
        {
            _facts.Notes.Add(new Noted(node, _scope));
        }

        var (outer, owner) = (_scope, _this);
        if (node is FunctionDeclaration && function.Id is { } id)
        {
            info.Name = Add(id.Name, BindingKind.Function, id, node);
            info.Name.Exported |= _path.Count > 0 && _path[^1] is ExportDefaultDeclaration;
        }
        else if (_path.Count > 0)
        {
            Called(node, info);
        }

        _scope = new Scope(_scope, info);
        if (node is FunctionExpression { Id: { } own })
        {
            Add(own.Name, BindingKind.Function, own, node);
        }

        if (node is not ArrowFunctionExpression && (_path.Count == 0 || _path[^1] is not (ClassProperty or Acornima.Ast.Property)))
        {
            _this = ThisOwner.Function;
        }

        Within(node, () =>
        {
            foreach (var parameter in function.Params)
            {
                Declare(parameter, BindingKind.Parameter, null);
            }

            if (function.Body is BlockStatement body)
            {
                Within(body, () => Children(body));
            }
            else
            {
                Visit(function.Body);
            }
        });
        (_scope, _this) = (outer, owner);
    }

    /// <summary>Finds out how a function expression may be called, from what stands around it.</summary>
    private void Called(Node node, FunctionInfo info)
    {
        switch (_path[^1])
        {
            case CallExpression call:
                info.CalledAtOnce = call.Callee == node || (call.Callee is MemberExpression member && CallAtOnce.Contains(Chains.NameOf(member)));
                break;
            case NewExpression made:
                info.CalledAtOnce = made.Callee == node;
                break;
            case VariableDeclarator { Id: Identifier name }:
                info.Name = _scope.Find(name.Name);
                break;
            case MethodDefinition { Kind: PropertyKind.Constructor } when _this.Holder is IClass { Id: { } type }:
                info.Name = _scope.Find(type.Name);
                break;
        }
    }

    private void Class(Node node, IClass type)
    {
        Node? name = type.Id;
        if (node is ClassDeclaration && type.Id is { } id)
        {
            var declared = Add(id.Name, BindingKind.Class, id, node);
            declared.Exported |= _path.Count > 0 && _path[^1] is ExportDefaultDeclaration;
        }

        Within(node, () =>
        {
            Visit(type.SuperClass);
            Block(type.Body, () =>
            {
                if (node is ClassExpression && name is Identifier own)
                {
                    Add(own.Name, BindingKind.Class, own, node);
                }

                foreach (var element in type.Body.Body)
                {
                    Element(node, element);
                }
            });
        });
    }

    private void Element(Node type, Node element)
    {
        if (element is not IClassElement || element is not ClassProperty member)
        {
            Visit(element);
            return;
        }

        Within(element, () =>
        {
            Visit(member.Computed ? member.Key : null);
            var owner = _this;
            var name = Chains.NameOf(member.Key, member.Computed);
            _this = member is MethodDefinition
                ? new ThisOwner(member.Static ? ThisOwnerKind.Static : member.Kind == PropertyKind.Constructor ? ThisOwnerKind.Constructor : ThisOwnerKind.Instance, type, name)
                : new ThisOwner(ThisOwnerKind.Constructor, type, name);
            Visit(member.Value);
            _this = owner;
        });
    }

    private void Import(ImportDeclaration import)
    {
        foreach (var specifier in import.Specifiers)
        {
            var name = specifier switch
            {
                ImportSpecifier { Imported: Identifier imported } => imported.Name,
                ImportSpecifier { Imported: StringLiteral text } => text.Value,
                ImportNamespaceSpecifier => "*",
                _ => "default",
            };
            Add(specifier.Local.Name, BindingKind.Import, specifier.Local, null).From = (import.Source.Value, name);
        }
    }

    private void Export(ExportNamedDeclaration export)
    {
        if (export.Source is not null)
        {
            return;
        }

        var before = _facts.Bindings.Count;
        Within(export, () =>
        {
            Visit(export.Declaration);
            foreach (var specifier in export.Specifiers)
            {
                Within(specifier, () => Visit(specifier.Local));
            }
        });
        foreach (var binding in _facts.Bindings.Skip(before).Where(binding => _facts.Top.Find(binding.Name) == binding).ToList())
        {
            binding.Exported = true;
            _facts.Exports[binding.Name] = binding;
        }

        foreach (var specifier in export.Specifiers)
        {
            if (specifier is { Local: Identifier local, Exported: Identifier exported })
            {
                _exportedAs.Add((exported.Name, local.Name));
            }
        }
    }
}

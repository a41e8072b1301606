using Acornima.Ast;
using KubeStellar.Edge.Analysis.Parsing;
using KubeStellar.Edge.Analysis.Scopes;

namespace KubeStellar.Edge.Analysis.Lint;

/// <summary>
/// Finds what a policy would remember from one call to the next. Names whose life is the module's (or a function's that only ran while it was loaded) may be built
/// then; whatever changes them in a function that runs later is state.
/// </summary>
internal sealed class StateRules(ModuleFacts facts, IReadOnlyDictionary<string, ModuleFacts> modules, Findings findings, Patience patience)
{
    private const string Compute = "compute it from the arguments";

    private readonly Values _values = new(facts, modules);
    private readonly HashSet<(Node? Holder, string Method)> _changing = [.. facts.This.Where(use => Mutators.Changes(use)).Select(use => (use.Owner.Holder, use.Owner.Method))];

    internal void Check()
    {
        foreach (var binding in facts.Bindings)
        {
            if (binding.Owner.AtLoad)
            {
                foreach (var use in binding.References)
                {
                    patience.Ask();
                    if (!use.Function.AtLoad)
                    {
                        Check(binding, use);
                    }
                }

                Exported(binding);
            }
            else
            {
                Alias(binding);
            }
        }

        foreach (var use in facts.This.Where(use => use.Owner.Kind == ThisOwnerKind.Static && !use.Scope.Function.AtLoad && Mutators.Changes(use)))
        {
            findings.Error(LintRules.State, use.Place, "a static method changes its class, which would be remembered from one call to the next", Compute);
        }
    }

    private void Check(Binding binding, Reference use)
    {
        var shown = Shown(binding.Name, use.Members);
        switch (use.Use)
        {
            case ReferenceUse.Write when use.Members.Count == 0:
                findings.Error(LintRules.State, use.Name, $"'{binding.Name}' belongs to the module and is changed by a function, which would be remembered from one call to the next",
                    $"{Compute}, or use a variable of the function");
                break;
            case ReferenceUse.Write:
                findings.Error(LintRules.State, use.Name, $"'{shown}' belongs to the module and is changed by a function, which would be remembered from one call to the next", Mutators.Instead(""));
                break;
            case ReferenceUse.Argument when Mutators.ChangesArgument(_values.RootOf((use.Call as CallExpression)?.Callee)):
                findings.Error(LintRules.State, use.Name, $"'{shown}' belongs to the module and is changed by a function, which would be remembered from one call to the next",
                    "make a new one: { ...a, ...b }");
                break;
            case ReferenceUse.Iterate when _values.KindOf(Values.Follow(_values.InitOf(binding), use.Members)) == ValueKind.Iterator:
                findings.Error(LintRules.State, use.Name, $"'{shown}' can be gone through once only: the next call would find it empty", "make it inside the function, or make an array of it");
                break;
            case ReferenceUse.Call when use.Members.Count > 0:
                Call(binding, use, _values.InitOf(binding), shown);
                break;
        }
    }

    private void Call(Binding binding, Reference use, Node? init, string shown)
    {
        var method = use.Members[^1];
        var receiver = Values.Follow(init, use.Members.Take(use.Members.Count - 1));
        if (Holder(receiver) is { } holder && _changing.Contains((holder, method)))
        {
            findings.Error(LintRules.State, use.Name, $"'{shown}' changes what belongs to the module, which would be remembered from one call to the next", Compute);
            return;
        }

        var kind = use.Members.Count > 1 && receiver is null && init is not ObjectExpression ? ValueKind.Unknown : _values.KindOf(receiver);
        // A module that is imported whole, and what others made: who knows what their methods do.
        if (binding.From is not null && kind == ValueKind.Unknown)
        {
            return;
        }

        switch (Mutators.Changes(kind, method))
        {
            case true:
                findings.Error(LintRules.State, use.Name, $"'{shown}' changes what belongs to the module, which would be remembered from one call to the next", Mutators.Instead(method));
                break;
            case null:
                findings.Warn(LintRules.State, use.Name, $"'{shown}' may change what belongs to the module, which would be remembered from one call to the next", Mutators.Instead(method));
                break;
        }
    }

    /// <summary>The class or literal whose methods a value has.</summary>
    private Node? Holder(Node? value) => value switch
    {
        ObjectExpression => value,
        NewExpression { Callee: Identifier type } => _values.RootOf(type)?.Binding?.Init as Node is IClass and Node found ? found : null,
        _ => null,
    };

    /// <summary>A name of a function for a part of something that belongs to the module: <c>const row = table[key]; row.count++</c>.</summary>
    private void Alias(Binding binding)
    {
        if (binding.Kind is BindingKind.Parameter or BindingKind.Import || binding.Init is not { } init)
        {
            return;
        }

        var certain = binding.Kind == BindingKind.Const;
        var root = _values.RootOf(init);
        if (root is null)
        {
            certain = false;
            root = init switch
            {
                LogicalExpression either => _values.RootOf(either.Left),
                CallExpression { Callee: MemberExpression { Property: Identifier { Name: "get" or "at" or "find" } } read } => _values.RootOf(read.Object),
                _ => null,
            };
        }

        if (root?.Binding is not { Owner.AtLoad: true } shared || root.Function.AtLoad || _values.KindOf(_values.InitOf(shared)) == ValueKind.Plain)
        {
            return;
        }

        foreach (var use in binding.References.Where(Changed))
        {
            var message = $"'{Shown(binding.Name, use.Members)}' {(certain ? "is" : "may be")} a part of '{shared.Name}', which belongs to the module; a change would be remembered from one call to the next";
            if (certain && use.Use == ReferenceUse.Write)
            {
                findings.Error(LintRules.State, use.Name, message, "make a copy: { ...value }");
            }
            else
            {
                findings.Warn(LintRules.State, use.Name, message, "make a copy: { ...value }, [...list]");
            }
        }
    }

    private static bool Changed(Reference use) =>
        use.Members.Count > 0 && (use.Use == ReferenceUse.Write || (use.Use == ReferenceUse.Call && Mutators.Changes(ValueKind.Unknown, use.Members[^1]) is null));

    private void Exported(Binding binding)
    {
        if (binding is { Exported: true, Kind: BindingKind.Let or BindingKind.Var } && binding.Owner.Parent is null)
        {
            findings.Warn(LintRules.State, binding.Place, $"'{binding.Name}' is exported and can be given another value", "make it a const");
        }
    }

    private static string Shown(string name, IReadOnlyList<string> members) =>
        name + string.Concat(members.Select(member => member.Length == 0 ? "[...]" : "." + member));
}

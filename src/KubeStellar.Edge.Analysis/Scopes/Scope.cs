namespace KubeStellar.Edge.Analysis.Scopes;

/// <summary>A block of names.</summary>
internal sealed class Scope(Scope? parent, FunctionInfo function)
{
    private readonly Dictionary<string, Binding> _bindings = new(StringComparer.Ordinal);

    internal Scope? Parent { get; } = parent;

    internal FunctionInfo Function { get; } = function;

    internal IEnumerable<Binding> Bindings => _bindings.Values;

    /// <summary>Declares a name; the first declaration of a <c>var</c> or function counts.</summary>
    internal Binding Declare(Binding binding) => _bindings.TryGetValue(binding.Name, out var known) ? known : _bindings[binding.Name] = binding;

    /// <summary>The declaration that a name means here; null: none of this file.</summary>
    internal Binding? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope._bindings.TryGetValue(name, out var binding))
            {
                return binding;
            }
        }

        return null;
    }
}

using Acornima.Ast;

namespace KubeStellar.Edge.Analysis.Scopes;

/// <summary>A declared name.</summary>
internal sealed class Binding(string name, BindingKind kind, FunctionInfo owner, Node place)
{
    internal string Name { get; } = name;

    internal BindingKind Kind { get; } = kind;

    /// <summary>The function in whose call it lives; the module's for names at the top.</summary>
    internal FunctionInfo Owner { get; } = owner;

    /// <summary>Where it is declared.</summary>
    internal Node Place { get; } = place;

    /// <summary>What it is initialised with, when it is a plain name with an initialiser; the node itself for functions and classes.</summary>
    internal Node? Init { get; set; }

    /// <summary>What one of a list is, for <c>for (const x of list)</c>.</summary>
    internal bool OfList { get; set; }

    /// <summary>Specifier and exported name (<c>*</c>: all of it), for imports.</summary>
    internal (string Specifier, string Name)? From { get; set; }

    internal bool Exported { get; set; }

    internal List<Reference> References { get; } = [];
}

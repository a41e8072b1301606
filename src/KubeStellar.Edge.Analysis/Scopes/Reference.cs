using Acornima.Ast;

namespace KubeStellar.Edge.Analysis.Scopes;

/// <summary>A use of a name.</summary>
/// <param name="Name">The identifier.</param>
/// <param name="Scope">Where it stands.</param>
/// <param name="Chain">The whole of <c>name.a.b[c]</c> that it begins; the identifier itself when nothing follows.</param>
/// <param name="Members">Names of the members in the chain; empty text for a computed one.</param>
/// <param name="Use">What is done with the chain.</param>
/// <param name="Call">The call, for <see cref="ReferenceUse.Call"/> and <see cref="ReferenceUse.Argument"/>.</param>
internal sealed record Reference(Identifier Name, Scope Scope, Node Chain, IReadOnlyList<string> Members, ReferenceUse Use, Node? Call)
{
    /// <summary>The declaration; null: a global.</summary>
    internal Binding? Binding { get; set; }

    internal FunctionInfo Function => Scope.Function;
}

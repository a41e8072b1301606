using Acornima.Ast;

namespace KubeStellar.Edge.Analysis.Scopes;

/// <summary>A use of <c>this</c>.</summary>
/// <param name="Place">Where.</param>
/// <param name="Scope">The names around it.</param>
/// <param name="Members">Names of the members that follow.</param>
/// <param name="Use">What is done with them.</param>
/// <param name="Owner">Whose <c>this</c> it is.</param>
internal sealed record ThisUse(Node Place, Scope Scope, IReadOnlyList<string> Members, ReferenceUse Use, ThisOwner Owner);

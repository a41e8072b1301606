using Acornima.Ast;

namespace KubeStellar.Edge.Analysis.Scopes;

/// <summary>What <c>this</c> means somewhere.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Holder">The class or object literal.</param>
/// <param name="Method">Name of the member; empty for a computed one.</param>
internal sealed record ThisOwner(ThisOwnerKind Kind, Node? Holder, string Method)
{
    internal static ThisOwner Module { get; } = new(ThisOwnerKind.Module, null, "");

    internal static ThisOwner Function { get; } = new(ThisOwnerKind.Function, null, "");
}

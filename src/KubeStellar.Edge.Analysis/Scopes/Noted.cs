using Acornima.Ast;

namespace KubeStellar.Edge.Analysis.Scopes;

/// <summary>A node that some rule looks at.</summary>
internal sealed record Noted(Node Node, Scope Scope);

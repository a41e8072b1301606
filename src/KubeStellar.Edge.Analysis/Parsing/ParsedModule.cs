using Acornima.Ast;

namespace KubeStellar.Edge.Analysis.Parsing;

/// <summary>One file of a bundle, parsed.</summary>
/// <param name="File">Its name in the bundle.</param>
/// <param name="Text">Its source.</param>
/// <param name="Root">Its tree.</param>
internal sealed record ParsedModule(string File, string Text, Module Root);

using KubeStellar.Edge.Analysis.Parsing;

namespace KubeStellar.Edge.Analysis.Scopes;

/// <summary>What the rules know of a module: names, their uses, functions, and nodes that are looked at by themselves.</summary>
internal sealed class ModuleFacts(ParsedModule module)
{
    internal ParsedModule Module { get; } = module;

    internal Scope Top { get; set; } = null!;

    internal List<FunctionInfo> Functions { get; } = [];

    internal List<Binding> Bindings { get; } = [];

    internal List<Reference> References { get; } = [];

    internal List<ThisUse> This { get; } = [];

    internal List<Noted> Notes { get; } = [];

    /// <summary>Exported names and what they are.</summary>
    internal Dictionary<string, Binding> Exports { get; } = new(StringComparer.Ordinal);
}

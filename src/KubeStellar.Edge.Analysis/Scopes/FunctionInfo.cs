using Acornima.Ast;

namespace KubeStellar.Edge.Analysis.Scopes;

/// <summary>A function, or the module itself.</summary>
internal sealed class FunctionInfo(Node node, FunctionInfo? parent)
{
    internal Node Node { get; } = node;

    internal FunctionInfo? Parent { get; } = parent;

    /// <summary>The name that it can be called by, when it has one that is never given another value.</summary>
    internal Binding? Name { get; set; }

    /// <summary>It is called where it stands: <c>(() => …)()</c>, or handed to a method that calls it at once (<c>forEach</c>).</summary>
    internal bool CalledAtOnce { get; set; }

    /// <summary>Its body does not run when it is called (generators) or not to its end (async).</summary>
    internal bool Lazy { get; set; }

    /// <summary>It runs while the module is loaded and never later. Starts as a hope; <see cref="LoadTime"/> takes it away.</summary>
    internal bool AtLoad { get; set; } = true;
}

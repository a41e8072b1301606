namespace KubeStellar.Edge.Flow.State.Modules;

/// <summary>An import found in a module.</summary>
/// <param name="Specifier">What it names.</param>
/// <param name="Line">Line of the specifier, from 1.</param>
/// <param name="Column">Column of the specifier, from 1, in UTF-16 units as V8 counts them.</param>
/// <param name="Dynamic">Whether it is an <c>import()</c> call, which a policy may not use.</param>
/// <param name="Types">What of it is TypeScript's, which is gone when the module runs; of a call: whether it may be the name of a type.</param>
public sealed record ImportStatement(string Specifier, int Line, int Column, bool Dynamic, ImportTypes Types = ImportTypes.None);

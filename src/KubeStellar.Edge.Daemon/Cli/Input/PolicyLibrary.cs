using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>A shared library to be made of a module: <c>kind: PolicyLibrary</c>, or <c>--library</c>.</summary>
/// <param name="Source">File and document number.</param>
/// <param name="Library">Name and version.</param>
/// <param name="Module">The entry module's file.</param>
internal sealed record PolicyLibrary(string Source, LibraryReference Library, string Module);

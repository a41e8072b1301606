using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>One shared library to apply.</summary>
/// <param name="Source">File, for messages.</param>
/// <param name="Name">Name of the library.</param>
/// <param name="Version">Its version.</param>
/// <param name="Bundle">The entry module and the files that it imports.</param>
public sealed record ApplyLibrary(string Source, string Name, string Version, PolicyBundle Bundle);

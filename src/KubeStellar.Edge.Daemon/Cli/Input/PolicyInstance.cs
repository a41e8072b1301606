using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>A policy made of a module, or of a library, with values for its parameters: <c>kind: PolicyInstance</c>.</summary>
/// <param name="Source">File and document number.</param>
/// <param name="Name">Name of the policy.</param>
/// <param name="Folder">Folder of the file.</param>
/// <param name="Module">The module's file; null when it is a library's.</param>
/// <param name="Library"><c>name@version</c>; null when it is a file.</param>
/// <param name="Parameters">The values; null for none.</param>
internal sealed record PolicyInstance(string Source, string Name, string Folder, string? Module, string? Library, SortedDictionary<string, JsonElement>? Parameters)
{
    /// <summary>Where a value stands in the text: <c>file:line:column</c>; of the module that is named for a value that is not there.</summary>
    internal required Func<string, string> PlaceOf { get; init; }
}

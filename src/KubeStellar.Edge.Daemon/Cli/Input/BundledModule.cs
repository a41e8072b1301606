using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>A bundle, and where each of its files was read.</summary>
/// <param name="Bundle">The bundle.</param>
/// <param name="Paths">Files on disk by their path in the bundle: as the person named them, or reached from there.</param>
internal sealed record BundledModule(PolicyBundle Bundle, IReadOnlyDictionary<string, string> Paths)
{
    /// <summary>The place of a file of the bundle, with line and column or without, as a person would name it.</summary>
    internal string Shown(string place)
    {
        var end = place.IndexOf(':', StringComparison.Ordinal);
        var file = end < 0 ? place : place[..end];
        return Paths.TryGetValue(file, out var path) ? path + place[file.Length..] : place;
    }
}

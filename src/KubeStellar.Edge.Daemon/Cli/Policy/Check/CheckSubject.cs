using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Check;

/// <summary>One policy to check.</summary>
/// <param name="Source">A module, or a document that makes a policy of one.</param>
/// <param name="File">The module's file; null when it is a library's.</param>
/// <param name="Module">The bundle with its values; null when it cannot be made.</param>
/// <param name="Faults">Why it cannot be made.</param>
internal sealed record CheckSubject(string Source, string? File, BundledModule? Module, IReadOnlyList<ApiFault> Faults)
{
    /// <summary>Where the value of a parameter was given; null when it was not given in a file.</summary>
    internal Func<string, string>? PlaceOf { get; init; }
}

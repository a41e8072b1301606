using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>A bundle, and where each of its files was read.</summary>
/// <param name="Bundle">The bundle.</param>
/// <param name="Paths">Files on disk by their path in the bundle.</param>
internal sealed record BundledModule(PolicyBundle Bundle, IReadOnlyDictionary<string, string> Paths);

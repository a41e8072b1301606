namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>A module that may be a policy.</summary>
/// <param name="Path">The file.</param>
/// <param name="Named">Whether it was named itself, not its folder.</param>
internal sealed record ModuleFile(string Path, bool Named);

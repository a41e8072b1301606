namespace KubeStellar.Edge.Daemon.Sources;

/// <summary>A folder at one moment: two equal ones hold the same files, as far as names, sizes, times and links tell.</summary>
/// <param name="Real">Its real path; null when there is no folder.</param>
/// <param name="Fingerprint">Digest over all files that could be read.</param>
/// <param name="Busy">Whether somebody says that he is at work in it.</param>
internal sealed record FolderState(string? Real, string Fingerprint, bool Busy);

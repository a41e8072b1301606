namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>A certificate to show to servers.</summary>
/// <param name="Certificate">Its file.</param>
/// <param name="Key">File of its key.</param>
/// <param name="Pem">Both as PEM, as they are now.</param>
internal sealed record ClientFiles(string Certificate, string Key, Func<string> Pem);

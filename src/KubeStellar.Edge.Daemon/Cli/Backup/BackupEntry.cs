namespace KubeStellar.Edge.Daemon.Cli.Backup;

/// <summary>One entry of a bucket: a line of <c>buckets/NAME</c> in a backup.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its bytes as stored.</param>
internal sealed record BackupEntry(string Key, byte[] Value);

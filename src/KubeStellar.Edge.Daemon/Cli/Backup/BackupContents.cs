namespace KubeStellar.Edge.Daemon.Cli.Backup;

/// <summary>All that a backup holds, read and verified.</summary>
/// <param name="Index">What it says of itself.</param>
/// <param name="Files">Files of the hub's state directory by their path in it.</param>
/// <param name="Buckets">Entries of the mirrored buckets, by bucket and key.</param>
internal sealed record BackupContents(
    BackupIndex Index, IReadOnlyDictionary<string, byte[]> Files, IReadOnlyDictionary<string, SortedDictionary<string, byte[]>> Buckets);

using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Daemon.Cli.Backup;

/// <summary>The last entry of a backup: what is in it, so that a file that was cut or changed is never restored.</summary>
/// <param name="V">Version of the format.</param>
/// <param name="At">When it was made, by the clock of the machine that made it.</param>
/// <param name="Daemon">Version that made it.</param>
/// <param name="Digests">SHA-256 of each entry before it, by name.</param>
internal sealed record BackupIndex(int V, DateTimeOffset At, string Daemon, SortedDictionary<string, string> Digests)
{
    /// <summary>Its name in the file.</summary>
    internal const string Name = "backup.json";
}

/// <summary>JSON of backups.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackupIndex))]
[JsonSerializable(typeof(BackupEntry))]
internal sealed partial class BackupJson : JsonSerializerContext;

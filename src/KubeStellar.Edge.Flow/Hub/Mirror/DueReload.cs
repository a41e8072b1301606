namespace KubeStellar.Edge.Flow.Hub.Mirror;

/// <summary>A bucket that those who keep it in memory have to load again.</summary>
internal readonly record struct DueReload(string Bucket, bool Repaired);

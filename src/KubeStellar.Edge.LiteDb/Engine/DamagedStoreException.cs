namespace KubeStellar.Edge.LiteDb.Engine;

/// <summary>The database's own checks found it damaged.</summary>
internal sealed class DamagedStoreException(string message) : Exception(message);

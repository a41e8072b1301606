namespace KubeStellar.Edge.TestKit.Memory.Edge;

/// <summary>The process died here.</summary>
public sealed class CrashException(string step) : Exception("crashed at " + step);

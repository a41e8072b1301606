using KubeStellar.Edge.Kubernetes.Manifests;

namespace KubeStellar.Edge.Kubernetes.Tests.Manifests;

/// <summary>A real folder whose disk can be made to refuse.</summary>
internal sealed class FaultyFolder(IManifestFolder real) : IManifestFolder
{
    public Exception? Fault { get; set; }

    public Exception? ReadFault { get; set; }

    public string Path => real.Path;

    /// <summary>How many more writes and removals the process lives to see; what comes then is a kill before it.</summary>
    public int? StepsLeft { get; set; }

    public void Prepare() => real.Prepare();

    public IReadOnlyList<string> Names() => real.Names();

    public bool Exists(string name) => real.Exists(name);

    public byte[]? Read(string name) => ReadFault is null ? real.Read(name) : throw ReadFault;

    public bool Write(string name, ReadOnlySpan<byte> bytes, bool replace) => Step() is { } fault ? throw fault : real.Write(name, bytes, replace);

    public bool Remove(string name) => Step() is { } fault ? throw fault : real.Remove(name);

    public string SetAside(string name) => Step() is { } fault ? throw fault : real.SetAside(name);

    // An exception that no target expects ends its step where it is, as a kill would.
    private Exception? Step() => Fault ?? (StepsLeft-- is <= 0 ? new InvalidOperationException("killed") : null);
}

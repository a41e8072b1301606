using KubeStellar.Edge.Kubernetes.Manifests;

namespace KubeStellar.Edge.Kubernetes.Tests.Manifests;

/// <summary>A real folder whose disk can be made to refuse.</summary>
internal sealed class FaultyFolder(IManifestFolder real) : IManifestFolder
{
    public Exception? Fault { get; set; }

    public Exception? ReadFault { get; set; }

    public string Path => real.Path;

    public void Prepare() => real.Prepare();

    public bool Exists(string name) => real.Exists(name);

    public byte[]? Read(string name) => ReadFault is null ? real.Read(name) : throw ReadFault;

    public bool Write(string name, ReadOnlySpan<byte> bytes, bool replace) => Fault is null ? real.Write(name, bytes, replace) : throw Fault;

    public bool Remove(string name) => Fault is null ? real.Remove(name) : throw Fault;

    public string SetAside(string name) => Fault is null ? real.SetAside(name) : throw Fault;
}

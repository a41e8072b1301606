namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>
/// A folder of k3s, for which a file that goes away changes nothing: what it held stays in the cluster for good. So a file is removed by putting a tombstone in its
/// place, a file that holds nothing but a comment: k3s applies the empty set, which prunes what the file's AddOn owned. To all else here a tombstone is no file.
/// One is known by its bytes alone, so that no lost record makes it somebody else's; when it may go, <see cref="TombstoneLedger"/> says. The AddOn itself, which owns nothing by then,
/// stays in <c>kube-system</c>.
/// </summary>
internal sealed class K3sFolder(IManifestFolder inner, TimeProvider time) : IManifestFolder
{
    private readonly TombstoneLedger _ledger = new(inner, TombstoneTerm.Days(time));

    public string Path => inner.Path;

    /// <summary>What is left of a removed object's file: for k3s nothing at all.</summary>
    internal static ReadOnlySpan<byte> Tombstone => "# Removed by kse edge: k3s deletes what this file held. The file goes by itself after some weeks; please leave it until then.\n"u8;

    public void Prepare()
    {
        inner.Prepare();
        _ledger.Load(IsTombstone);
    }

    public void Tend() => _ledger.Sweep(name => IsTombstone(name) && !K3sReader.IsSkipped(name, inner), IsTombstone, name => inner.Remove(name));

    public IReadOnlyList<string> Names() => [.. inner.Names().Where(name => !IsTombstone(name))];

    public bool Exists(string name) => inner.Exists(name) && !IsTombstone(name);

    public byte[]? Read(string name) => inner.Read(name) is { } bytes && !bytes.AsSpan().SequenceEqual(Tombstone) ? bytes : null;

    public bool Write(string name, ReadOnlySpan<byte> bytes, bool replace) => inner.Write(name, bytes, replace || IsTombstone(name));

    /// <summary>Leaves a tombstone, also where somebody took the file away before: k3s still has what it held.</summary>
    public bool Remove(string name)
    {
        if (!DigestFileName.Is(name, ManifestFileName.Extension))
        {
            return inner.Remove(name);
        }

        if (IsTombstone(name))
        {
            return false;
        }

        // In the ledger before it is there: one that the ledger does not know would stay for good.
        _ledger.Add(name);
        inner.Write(name, Tombstone, replace: true);
        return true;
    }

    public string SetAside(string name) => inner.SetAside(name);

    // What cannot be read is taken for somebody's file.
    private bool IsTombstone(string name)
    {
        try
        {
            return DigestFileName.Is(name, ManifestFileName.Extension) && inner.Read(name) is { } bytes && bytes.AsSpan().SequenceEqual(Tombstone);
        }
        catch (Exception error) when (FolderFaults.Is(error))
        {
            return false;
        }
    }
}

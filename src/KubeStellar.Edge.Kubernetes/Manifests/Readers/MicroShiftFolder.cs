using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>
/// A folder of MicroShift and the one beside it that says what to delete. An object that is removed moves over: what it was is needed to delete it. It goes from there when it is wanted again, for
/// MicroShift would delete and make it anew at every start, and otherwise after the machine has started twice: one that somebody else makes later must not be deleted for ever. A file counts as there
/// when the kustomization names it.
/// </summary>
internal sealed class MicroShiftFolder(IManifestFolder inner, IManifestFolder removed, TombstoneTerm term) : IManifestFolder
{
    private readonly Kustomization _applied = new(inner);
    private readonly Kustomization _deleted = new(removed);
    private readonly TombstoneLedger _ledger = new(removed, term);

    public string Path => inner.Path;

    public void Prepare()
    {
        inner.Prepare();
        removed.Prepare();
        _ledger.Load(IsManifest);

        // What a kill left between two steps.
        _applied.Write([.. _applied.Read().Where(inner.Exists)]);
        WriteDeleted(name => inner.Exists(name) && _applied.Read().Contains(name));
    }

    public void Tend() => _ledger.Sweep(removed.Exists, removed.Exists, Forget);

    public IReadOnlyList<string> Names() => inner.Names();

    public bool Exists(string name) => inner.Exists(name);

    public byte[]? Read(string name) => !IsManifest(name) || _applied.Read().Contains(name) ? inner.Read(name) : null;

    public bool Write(string name, ReadOnlySpan<byte> bytes, bool replace)
    {
        if (!IsManifest(name))
        {
            return inner.Write(name, bytes, replace);
        }

        var names = _applied.Read();
        if (removed.Exists(name))
        {
            Forget(name);
        }

        // One that the kustomization does not name was not finished, or moved over.
        if (!inner.Write(name, bytes, replace))
        {
            return false;
        }

        _applied.Write([.. names.Append(name).Distinct().Order(StringComparer.Ordinal)]);
        return true;
    }

    public bool Remove(string name)
    {
        if (!IsManifest(name))
        {
            return inner.Remove(name);
        }

        // Of one that somebody took away nothing is left to tell MicroShift what to delete.
        if (inner.Read(name) is { } bytes)
        {
            _ledger.Add(name);
            removed.Write(name, bytes, replace: true);
            WriteDeleted(_ => false);
        }

        _applied.Write([.. _applied.Read().Where(other => other != name)]);
        return inner.Remove(name);
    }

    public string SetAside(string name) => inner.SetAside(name);

    private static bool IsManifest(string name) => DigestFileName.Is(name, ManifestFileName.Extension);

    private void Forget(string name)
    {
        WriteDeleted(other => other == name);
        removed.Remove(name);
    }

    /// <summary>
    /// Names all that is to be deleted but what is left out, and objects whose kind goes with them: once that is gone, MicroShift would fail on them, for ten minutes at each start, and they go with their kind anyway.
    /// </summary>
    private void WriteDeleted(Func<string, bool> without)
    {
        var files = removed.Names().Where(name => IsManifest(name) && !without(name)).Select(name => (Name: name, Body: Parse(removed.Read(name)))).ToList();
        var kinds = files.Select(file => KindOf(file.Body)).OfType<(string, string)>().ToHashSet();
        _deleted.Write([.. files.Where(file => file.Body is { } body && !kinds.Contains(OwnKind(body))).Select(file => file.Name)]);
    }

    private static JsonElement? Parse(byte[]? bytes)
    {
        try
        {
            return bytes is null ? null : JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            // Somebody changed it, and one file that does not parse would fail all.
            return null;
        }
    }

    private static (string, string) OwnKind(JsonElement body) => (ObjectKey.GroupOf(body.Text("apiVersion")), body.Text("kind"));

    private static (string, string)? KindOf(JsonElement? definition) =>
        definition is { } body && OwnKind(body) is ("apiextensions.k8s.io", "CustomResourceDefinition")
        && body.Text("spec", "group") is { Length: > 0 } group && body.Text("spec", "names", "kind") is { Length: > 0 } kind ? (group, kind) : null;
}

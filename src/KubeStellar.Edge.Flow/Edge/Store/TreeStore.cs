using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Edge.Store;

/// <summary>
/// The accepted tree on the disk. Contents are written first and the root last, so that a crash in between leaves the tree before, whole;
/// what neither the accepted tree nor the last good manifests name is swept after that.
/// </summary>
internal sealed partial class TreeStore(IContentStore contents, IRootStore roots, ILogger<TreeStore> log)
{
    private readonly Lock _gate = new();
    private Dictionary<PolicyKey, Digest>? _lastGood;
    private IReadOnlyList<RootEntry>? _inForce;
    private IReadOnlyList<Digest> _seals = [];

    /// <summary>The accepted root as received; null when there never was one.</summary>
    /// <exception cref="StoreDamagedException">There was one.</exception>
    internal ReadOnlyMemory<byte>? ReadAccepted() => roots.ReadAccepted();

    /// <summary>A manifest of the store, parsed; null when it is missing or is none.</summary>
    internal ManifestRef? Manifest(RootEntry entry)
    {
        if (contents.Read(entry.Manifest) is not { } bytes)
        {
            return null;
        }

        try
        {
            var manifest = WireJson.Read(bytes.Span, ContractsJson.Default.ManifestRecord);
            return manifest is { Objects: not null } && manifest.Policy == entry.Policy && SchemaRule.TooNew(manifest) is null ? new ManifestRef(entry.Manifest, manifest) : null;
        }
        catch (JsonException error)
        {
            LogNoManifest(entry.Policy, entry.Manifest, error);
            return null;
        }
    }

    /// <summary>Why a manifest that the store has is not understood here; null when all of them are.</summary>
    internal string? TooNew(RootRecord root)
    {
        foreach (var entry in root.Policies)
        {
            try
            {
                if (contents.Read(entry.Manifest) is { } bytes && SchemaRule.TooNew(WireJson.Read(bytes.Span, ContractsJson.Default.ManifestRecord)) is { } newer)
                {
                    return $"the manifest of {entry.Policy}: {newer}";
                }
            }
            catch (JsonException)
            {
                // It is no manifest at all, which whoever reads it says.
                continue;
            }
        }

        return null;
    }

    /// <summary>The tree under a root, as far as the store has its manifests.</summary>
    internal EdgeTree Tree(RootRecord root, Digest digest)
    {
        var manifests = new Dictionary<PolicyKey, ManifestRef>();
        var unreadable = new HashSet<PolicyKey>();
        foreach (var entry in root.Policies)
        {
            if (Manifest(entry) is { } manifest)
            {
                manifests[entry.Policy] = manifest;
            }
            else
            {
                unreadable.Add(entry.Policy);
            }
        }

        return new EdgeTree(root, digest, manifests, unreadable);
    }

    /// <summary>Contents of a tree that the store lacks.</summary>
    internal IEnumerable<Digest> Lacks(EdgeTree tree) =>
        tree.Manifests.Values.SelectMany(manifest => EdgeTree.ContentsOf(manifest.Record)).Concat(RootKeys.Seals(tree.Root)).Distinct().Where(digest => !contents.Has(digest));

    /// <summary>Makes a whole tree the accepted one; durable when it returns.</summary>
    /// <exception cref="IOException">The disk fails; the tree before stays.</exception>
    internal void Accept(ReadOnlySpan<byte> signedRoot, EdgeTree tree)
    {
        roots.WriteAccepted(signedRoot);
        LogAccepted(tree.Root.Version, tree.Digest, tree.Manifests.Count);
    }

    /// <summary>
    /// Removes contents that neither the accepted tree, nor what is in force, nor the last good manifests name. A disk that fails is tried with the next root, and so it is while nobody has
    /// said what is in force (<see cref="Pin"/>).
    /// </summary>
    internal void Sweep(EdgeTree tree)
    {
        // Nobody pins anything between looking what is pinned and removing the rest.
        lock (_gate)
        {
            if (_inForce is null)
            {
                return;
            }

            try
            {
                var swept = contents.Sweep(Kept(tree));
                if (swept > 0)
                {
                    LogSwept(swept);
                }
            }
            catch (Exception error) when (DiskTrouble.Is(error))
            {
                // The tree is accepted; what should have gone goes at the next root.
                LogNotSwept(error);
            }
        }
    }

    /// <summary>Pins a manifest that works. One that was swept meanwhile, because newer roots were faster, is none to go back to: the one before stays.</summary>
    internal void MarkGood(PolicyKey policy, Digest manifest)
    {
        lock (_gate)
        {
            var good = LastGood();
            if ((good.TryGetValue(policy, out var known) && known == manifest) || !IsWhole(new RootEntry(policy, manifest)))
            {
                return;
            }

            roots.WriteLastGood(new Dictionary<PolicyKey, Digest>(good) { [policy] = manifest });
            good[policy] = manifest;
        }
    }

    /// <summary>The last manifest of a policy that worked; null when none did.</summary>
    internal Digest? GoodOf(PolicyKey policy)
    {
        lock (_gate)
        {
            return LastGood().TryGetValue(policy, out var good) ? good : null;
        }
    }

    /// <summary>Keeps the contents of what is in force, whatever root is accepted.</summary>
    /// <param name="inForce">Manifests.</param>
    /// <param name="seals">Contents with sealed values of theirs.</param>
    internal void Pin(IEnumerable<RootEntry> inForce, IEnumerable<Digest> seals)
    {
        lock (_gate)
        {
            (_inForce, _seals) = ([.. inForce], [.. seals]);
        }
    }

    /// <summary>Whether a manifest and all that it names is here.</summary>
    internal bool IsWhole(RootEntry entry) => Manifest(entry) is { } manifest && EdgeTree.ContentsOf(manifest.Record).All(contents.Has);

    private Dictionary<PolicyKey, Digest> LastGood() => _lastGood ??= new Dictionary<PolicyKey, Digest>(roots.ReadLastGood());

    // Under the gate.
    private HashSet<Digest> Kept(EdgeTree tree)
    {
        var kept = RootKeys.Seals(tree.Root).ToHashSet();
        foreach (var manifest in tree.Manifests.Values)
        {
            kept.Add(manifest.Digest);
            kept.UnionWith(EdgeTree.ContentsOf(manifest.Record));
        }

        kept.UnionWith(_seals);
        var good = LastGood();
        var gone = good.Keys.Where(policy => !tree.Manifests.ContainsKey(policy)).ToList();
        foreach (var policy in gone)
        {
            good.Remove(policy);
        }

        if (gone.Count > 0)
        {
            roots.WriteLastGood(good);
        }

        foreach (var entry in good.Select(pair => new RootEntry(pair.Key, pair.Value)).Concat(_inForce ?? []))
        {
            kept.Add(entry.Manifest);
            if (Manifest(entry) is { } manifest)
            {
                kept.UnionWith(EdgeTree.ContentsOf(manifest.Record));
            }
        }

        return kept;
    }

    [LoggerMessage(2100, LogLevel.Information, "Accepted root {Version} ({Digest}) with {Policies} policies")]
    private partial void LogAccepted(RootVersion version, Digest digest, int policies);

    [LoggerMessage(2101, LogLevel.Debug, "Swept {Count} contents")]
    private partial void LogSwept(int count);

    [LoggerMessage(2102, LogLevel.Warning, "Sweeping contents failed")]
    private partial void LogNotSwept(Exception error);

    [LoggerMessage(2103, LogLevel.Error, "The manifest {Manifest} of {Policy} cannot be parsed")]
    private partial void LogNoManifest(PolicyKey policy, Digest manifest, Exception error);
}

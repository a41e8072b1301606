using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.State.Regions;

/// <summary>All that a parent wants of a region: an accepted tree, read.</summary>
/// <param name="Version">Version of its root.</param>
/// <param name="Policies">Its policies.</param>
/// <param name="Unreadable">Policies of which something cannot be read, and what: what this hub has of them stays.</param>
internal sealed record ParentTree(RootVersion Version, IReadOnlyList<ParentPolicy> Policies, IReadOnlyDictionary<PolicyKey, string> Unreadable)
{
    /// <summary>Reads a tree. What is missing or no region's is said, never taken as none.</summary>
    /// <param name="tree">The accepted tree.</param>
    /// <param name="contents">The local store.</param>
    /// <param name="seals">Opens its secret values.</param>
    /// <exception cref="IOException">The disk fails.</exception>
    public static ParentTree Read(EdgeTree tree, ContentSource contents, TreeSeals seals)
    {
        var policies = new List<ParentPolicy>();
        var unreadable = tree.Unreadable.ToDictionary(key => key, _ => "its manifest cannot be read");
        foreach (var entry in tree.Root.Policies)
        {
            if (tree.Manifests.TryGetValue(entry.Policy, out var manifest))
            {
                var (policy, wrong) = Read(entry, manifest, contents, seals);
                if (policy is not null)
                {
                    policies.Add(policy);
                }
                else
                {
                    unreadable[entry.Policy] = wrong;
                }
            }
        }

        return new ParentTree(tree.Root.Version, policies, unreadable);
    }

    private static (ParentPolicy? Policy, string Wrong) Read(RootEntry entry, ManifestRef manifest, ContentSource contents, TreeSeals seals)
    {
        if (manifest.Record.Region is not { } region)
        {
            return (null, "its manifest is an ordinary edge's: the parent does not know that this is a region");
        }

        if (contents(manifest.Record.Bundle) is not { } bytes || Bundle(bytes) is not { } bundle)
        {
            return (null, $"its bundle {manifest.Record.Bundle} is not in the local store");
        }

        var objects = new List<ParentObject>(manifest.Record.Objects.Count);
        foreach (var one in manifest.Record.Objects)
        {
            if (contents(one.Content) is not { } content)
            {
                return (null, $"the content of {one.Key} is not in the local store");
            }

            try
            {
                objects.Add(new ParentObject(one.Key, one.Content, content, one.Quota)
                {
                    Values = SealedText.MayBeIn(content.Span) ? seals.Values(entry.Policy.Workspace, one.Key, one.Content) : default(ReadOnlyMemory<byte>?),
                });
            }
            catch (SealBrokenException error)
            {
                return (null, $"the secret values of {one.Key} cannot be opened: {error.Message}");
            }
        }

        return (new ParentPolicy(entry.Policy, entry.Manifest, manifest.Record.Bundle, bundle, region.Order, entry.Grant, objects), "");
    }

    private static PolicyBundle? Bundle(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, ContractsJson.Default.PolicyBundle);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

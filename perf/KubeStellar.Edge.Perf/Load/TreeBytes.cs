using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>What hangs from an edge's root as its hub stores it: the least that an edge has to be sent to follow it.</summary>
/// <param name="Root">Bytes of the signed root.</param>
/// <param name="Contents">Manifests and contents that it names.</param>
internal sealed record TreeBytes(int Root, IReadOnlySet<Digest> Contents)
{
    /// <summary>Reads an edge's tree from the buckets.</summary>
    public static async Task<TreeBytes> ReadAsync(HubClient client, string edge, CancellationToken token)
    {
        var signed = await client.ValueAsync(Buckets.Desired, edge, token);
        var root = JsonSerializer.Deserialize(JsonSerializer.Deserialize(signed, ContractsJson.Default.SignedRoot)!.Root.GetRawText(), ContractsJson.Default.RootRecord)!;
        var contents = new HashSet<Digest>();
        foreach (var entry in root.Policies)
        {
            var stored = await client.ValueAsync(Buckets.Content, entry.Manifest.ToString(), token);
            var manifest = JsonSerializer.Deserialize(ContentEncoding.Decode(entry.Manifest, stored, _ => throw new InvalidOperationException("the manifest is one chunk")), ContractsJson.Default.ManifestRecord)!;
            contents.UnionWith([entry.Manifest, manifest.Bundle, .. manifest.Objects.Select(one => one.Content)]);
        }

        return new TreeBytes(signed.Length, contents);
    }

    /// <summary>Bytes that whoever has <paramref name="before"/> lacks: the root, and contents as they are stored.</summary>
    public async Task<long> MissingAsync(TreeBytes before, HubClient client, CancellationToken token)
    {
        long bytes = Root;
        foreach (var digest in Contents.Except(before.Contents))
            bytes += (await client.ValueAsync(Buckets.Content, digest.ToString(), token)).Length;
        return bytes;
    }
}

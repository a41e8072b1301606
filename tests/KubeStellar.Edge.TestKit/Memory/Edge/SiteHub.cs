using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.TestKit.Memory.Edge;

/// <summary>A hub as one edge sees it: it publishes signed roots with their contents, and keeps reports.</summary>
public sealed class SiteHub(string edge, string key)
{
    private FakeSignature _signer = new(key);

    /// <summary>Stored values by digest; tests may take some away.</summary>
    public ConcurrentDictionary<Digest, byte[]> Stored { get; } = [];

    /// <summary>The newest signed root as stored.</summary>
    public byte[] Payload { get; private set; } = [];

    public RootRecord? Root { get; private set; }

    public Digest RootDigest { get; private set; }

    public long Epoch { get; set; } = 1;

    public long Revision { get; set; }

    /// <summary>Reports as the hub would store them, deltas applied.</summary>
    public ConcurrentDictionary<PolicyKey, ReportRecord> Reports { get; } = [];

    public ConcurrentDictionary<PolicyKey, PartialRecord> Partials { get; } = [];

    /// <summary>Objects that the edge carried up, by policy and object.</summary>
    public ConcurrentDictionary<(PolicyKey Policy, ObjectKey Key), UpsyncItem> Upsynced { get; } = [];

    /// <summary>What it carried up, part by part: <c>index 2</c>, <c>put a b</c>, <c>remove a</c>.</summary>
    public ConcurrentQueue<string> UpsyncParts { get; } = [];

    /// <summary>When set, why an object is not taken.</summary>
    public Func<ObjectKey, string?>? RejectUpsync { get; set; }

    /// <summary>Signs with another key from now on.</summary>
    public void HandOver(string to) => _signer = new FakeSignature(to);

    /// <summary>An object with its content.</summary>
    public static (ManifestEntry Entry, byte[] Content) Object(string kind, string name, string data, Func<ManifestEntry, ManifestEntry>? with = null)
    {
        var space = kind is "Namespace" or "CustomResourceDefinition" or "ClusterRole" ? "" : "shop";
        var content = Encoding.UTF8.GetBytes($$"""{"data":"{{data}}","kind":"{{kind}}","name":"{{name}}"}""");
        var entry = new ManifestEntry(new ObjectKey("", kind, space, name), Digest.Of(content));
        return (with?.Invoke(entry) ?? entry, content);
    }

    /// <summary>An object in the shape that an API server takes, which may wait for others.</summary>
    public static (ManifestEntry Entry, byte[] Content) Workload(string kind, string name, string spec, params ObjectKey[] dependsOn)
    {
        ArgumentNullException.ThrowIfNull(dependsOn);
        var (group, version) = kind switch
        {
            "ConfigMap" or "Service" => ("", "v1"),
            "Deployment" or "StatefulSet" => ("apps", "apps/v1"),
            "Job" => ("batch", "batch/v1"),
            _ => ("example.com", "example.com/v1"),
        };
        var content = Encoding.UTF8.GetBytes($"{{\"apiVersion\":\"{version}\",\"kind\":\"{kind}\",\"metadata\":{{\"name\":\"{name}\",\"namespace\":\"shop\"}},\"spec\":{spec}}}");
        return (new ManifestEntry(new ObjectKey(group, kind, "shop", name), Digest.Of(content)) { DependsOn = dependsOn.Length == 0 ? null : dependsOn }, content);
    }

    /// <summary>A manifest whose contents are stored.</summary>
    public RootEntry Manifest(string policy, params IEnumerable<(ManifestEntry Entry, byte[] Content)> objects) => Manifest(policy, static record => record, objects);

    public RootEntry Manifest(string policy, PolicyBundle? bundle, params IEnumerable<(ManifestEntry Entry, byte[] Content)> objects) =>
        Manifest(policy, record => bundle is null ? record : record with { Bundle = Store(bundle), Reduces = true }, objects);

    /// <summary>Stores a bundle.</summary>
    public Digest Store(PolicyBundle bundle) => Store(JsonSerializer.SerializeToUtf8Bytes(bundle, ContractsJson.Default.PolicyBundle));

    /// <summary>A manifest that says more than which objects.</summary>
    public RootEntry Manifest(string policy, Func<ManifestRecord, ManifestRecord> with, params IEnumerable<(ManifestEntry Entry, byte[] Content)> objects)
    {
        ArgumentNullException.ThrowIfNull(with);
        var list = objects.OrderBy(item => item.Entry.Key).ToList();
        foreach (var (_, content) in list)
        {
            Store(content);
        }

        var name = PolicyKey.Parse("default." + policy);
        var record = with(new ManifestRecord { Policy = name, Bundle = Digest.Of("bundle"u8), Objects = [.. list.Select(item => item.Entry)] });
        return new RootEntry(name, Store(JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.ManifestRecord)));
    }

    /// <summary>Publishes the next root, in a batch of three.</summary>
    public byte[] Publish(params IEnumerable<RootEntry> policies) => Publish(static root => root, policies);

    /// <summary>Publishes a root that says more than which policies.</summary>
    public byte[] Publish(Func<RootRecord, RootRecord> with, params IEnumerable<RootEntry> policies)
    {
        ArgumentNullException.ThrowIfNull(with);
        Revision++;
        Root = with(new RootRecord { Edge = edge, Epoch = Epoch, Revision = Revision, Policies = [.. policies.OrderBy(entry => entry.Policy)] });
        var raw = JsonSerializer.SerializeToUtf8Bytes(Root, ContractsJson.Default.RootRecord);
        RootDigest = Digest.Of(raw);
        return Payload = Sign(raw, _signer);
    }

    /// <summary>A signed root of any text, by any signer.</summary>
    public static byte[] Sign(byte[] raw, FakeSignature signer)
    {
        var tree = MerkleTree.Build([MerkleTree.LeafHash("other"u8), MerkleTree.LeafHash(raw), MerkleTree.LeafHash("third"u8)]);
        var message = new byte[12 + Digest.Size];
        "kse-roots-1\n"u8.CopyTo(message);
        tree.Root.CopyTo(message.AsSpan(12));
        var path = tree.Proof(1);
        var bytes = new byte[path.Length * Digest.Size];
        for (var i = 0; i < path.Length; i++)
        {
            path[i].CopyTo(bytes.AsSpan(i * Digest.Size));
        }

        using var document = JsonDocument.Parse(raw);
        return JsonSerializer.SerializeToUtf8Bytes(
            new SignedRoot
            {
                Root = document.RootElement,
                Proof = new RootProof(signer.PublicKey, Convert.ToBase64String(signer.Sign(message)), 1, 3, Convert.ToBase64String(bytes)),
            },
            ContractsJson.Default.SignedRoot);
    }

    internal ReportReply Take(ReportMessage message)
    {
        var reply = new ReportReply();
        var resync = new List<string>();
        foreach (var delta in message.Reports)
        {
            var policy = delta.Report.Policy;
            var known = Reports.GetValueOrDefault(policy);
            if (known is not null && delta.Report.Sequence <= known.Sequence)
            {
                reply.Durable[policy.ToString()] = known.Sequence;
                continue;
            }

            if (delta.Base != 0 && known?.Sequence != delta.Base)
            {
                resync.Add(policy.ToString());
                continue;
            }

            var objects = new SortedDictionary<string, ReportObject>(delta.Base == 0 ? [] : known!.Objects, StringComparer.Ordinal);
            foreach (var removed in delta.Removed)
            {
                objects.Remove(removed.ToString());
            }

            foreach (var (name, report) in delta.Report.Objects)
            {
                objects[name] = report;
            }

            Reports[policy] = delta.Report with { Objects = objects };
            reply.Durable[policy.ToString()] = delta.Report.Sequence;
            if (delta.Partial is not null)
            {
                Partials[policy] = delta.Partial;
            }
        }

        return reply with { Resync = resync };
    }

    internal UpsyncReply Take(UpsyncMessage message)
    {
        var reply = new UpsyncReply();
        foreach (var part in message.Parts)
        {
            var name = part.Policy.ToString();
            foreach (var gone in Upsynced.Keys.Where(one => one.Policy == part.Policy && (part.Removed.Contains(one.Key) || part.Index?.ContainsKey(one.Key.ToString()) == false)).ToList())
            {
                Upsynced.TryRemove(gone, out _);
            }

            foreach (var item in part.Objects)
            {
                if (RejectUpsync?.Invoke(item.Key) is { } why)
                {
                    reply.Rejected[name] = new(StringComparer.Ordinal) { [item.Key.ToString()] = why };
                    continue;
                }

                Upsynced[(part.Policy, item.Key)] = item;
            }

            UpsyncParts.Enqueue(part.Index is { } all ? $"index {all.Count}"
                : string.Join(' ', part.Objects.Select(item => item.Key.Name).Prepend("put").Concat(part.Removed.Select(key => key.Name).Prepend("remove")).Where(_ => part.Objects.Count + part.Removed.Count > 0)));
            if (part.Index is not null)
            {
                reply.Wanted[name] = [.. part.Index.Where(one => Upsynced.GetValueOrDefault((part.Policy, ObjectKey.Parse(one.Key)))?.Digest != one.Value).Select(one => ObjectKey.Parse(one.Key))];
            }

            reply.Durable[name] = part.Sequence;
        }

        return reply;
    }

    /// <summary>Stores a content.</summary>
    public Digest Store(byte[] content)
    {
        foreach (var (digest, stored) in ContentEncoding.Encode(content))
        {
            Stored[digest] = stored;
        }

        return Digest.Of(content);
    }
}

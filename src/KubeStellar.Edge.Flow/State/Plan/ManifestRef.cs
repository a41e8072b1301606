using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>One manifest of a policy, shared by all edges that have it: one instance per digest, so that edges are compared by reference.</summary>
internal sealed class ManifestRef
{
    private HashSet<ObjectKey>? _names;

    /// <param name="policy">The policy.</param>
    /// <param name="digest">Digest of the manifest.</param>
    /// <param name="record">What it says; null when it could not be read.</param>
    /// <param name="bytes">Its canonical JSON, until it is known to be stored.</param>
    public ManifestRef(PolicyKey policy, Digest digest, ManifestRecord? record, byte[]? bytes)
    {
        Entry = new RootEntry(policy, digest);
        Record = record;
        Bytes = bytes;
        // Policy keys and digests need no escaping, so the entry's JSON is made once and copied into every root that names it.
        Json = Encoding.UTF8.GetBytes($$"""{"policy":"{{policy}}","manifest":"{{digest}}"}""");
    }

    public RootEntry Entry { get; }

    public Digest Digest => Entry.Manifest;

    public byte[] Json { get; }

    public ManifestRecord? Record { get; set; }

    public byte[]? Bytes { get; set; }

    /// <summary>Whether it names an object, or a copy that the object fanned out into. One that cannot be read may name anything.</summary>
    public bool Names(ObjectKey key) =>
        Record is null || (_names ??= [.. Record.Objects.Select(entry => entry.Key), .. Record.Objects.Where(entry => entry.Source is not null).Select(entry => entry.Source!.Value)]).Contains(key);
}

using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>One manifest of a policy, shared by all edges that have it: one instance per digest and grant, so that edges are compared by reference.</summary>
internal sealed class ManifestRef
{
    private readonly ManifestRef? _whole;
    private readonly Dictionary<RolloutGrant, ManifestRef> _granted = [];
    private HashSet<ObjectKey>? _names;
    private ManifestEntry[]? _sealed;
    private ManifestRecord? _record;
    private byte[]? _bytes;

    /// <param name="policy">The policy.</param>
    /// <param name="digest">Digest of the manifest.</param>
    /// <param name="record">What it says; null when it could not be read.</param>
    /// <param name="bytes">Its canonical JSON, until it is known to be stored.</param>
    public ManifestRef(PolicyKey policy, Digest digest, ManifestRecord? record, byte[]? bytes)
    {
        Entry = new RootEntry(policy, digest);
        (_record, _bytes) = (record, bytes);
        // Policy keys and digests need no escaping, so the entry's JSON is made once and copied into every root that names it.
        Json = Encoding.UTF8.GetBytes($$"""{"policy":"{{policy}}","manifest":"{{digest}}"}""");
    }

    private ManifestRef(ManifestRef whole, RolloutGrant grant)
    {
        _whole = whole;
        Entry = whole.Entry with { Grant = grant };
        Json = JsonSerializer.SerializeToUtf8Bytes(Entry, ContractsJson.Default.RootEntry);
    }

    public RootEntry Entry { get; }

    public Digest Digest => Entry.Manifest;

    public byte[] Json { get; }

    public ManifestRecord? Record
    {
        get => _whole is null ? _record : _whole.Record;
        set => _ = _whole is null ? _record = value : _whole.Record = value;
    }

    public byte[]? Bytes
    {
        get => _whole is null ? _bytes : _whole.Bytes;
        set => _ = _whole is null ? _bytes = value : _whole.Bytes = value;
    }

    /// <summary>The manifest without a grant: what a region is to have in the end.</summary>
    public ManifestRef Whole => _whole ?? this;

    /// <summary>The same manifest, of which a region may roll out a part only: one instance per grant.</summary>
    public ManifestRef Granted(RolloutGrant? grant)
    {
        var whole = Whole;
        if (grant is null)
        {
            return whole;
        }

        if (!whole._granted.TryGetValue(grant, out var part))
        {
            whole._granted[grant] = part = new ManifestRef(whole, grant);
        }

        return part;
    }

    /// <summary>Its entries that hold secret values; none of a manifest that cannot be read. Looked for once, because every root that names it asks.</summary>
    public ManifestEntry[] Sealed => _whole?.Sealed ?? (Record is { } record ? _sealed ??= [.. record.Objects.Where(entry => entry.Sealed == true)] : []);

    /// <summary>Whether it names an object, or a copy that the object fanned out into. One that cannot be read may name anything.</summary>
    public bool Names(ObjectKey key) =>
        Record is null || (_names ??= [.. Record.Objects.Select(entry => entry.Key), .. Record.Objects.Where(entry => entry.Source is not null).Select(entry => entry.Source!.Value)]).Contains(key);
}

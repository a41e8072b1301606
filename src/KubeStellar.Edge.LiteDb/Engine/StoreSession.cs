using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using LiteDB;
using LiteDB.Engine;

namespace KubeStellar.Edge.LiteDb.Engine;

/// <summary>
/// What one open database holds, for the store's own thread only. Every document carries a version and the digest of its key and payload, and every
/// collection a sum over its documents; all are verified when the database is opened and again when a document is read, because LiteDB notices only half of
/// what a bad disk does. The index of digests stays in memory and saves writes that change nothing.
/// </summary>
internal sealed class StoreSession
{
    private const string Sums = "sums";
    private const int Version = 1;
    private const int LongestKey = 400;
    private const int LargestPayload = 15 * 1024 * 1024;

    /// <summary>About what a document takes beside its payload: digest, key, index.</summary>
    private const int Overhead = 256;

    private readonly LiteEngine _engine;
    private readonly Dictionary<string, CollectionIndex> _collections = [];
    private readonly HashSet<string> _touched = [];

    internal StoreSession(LiteEngine engine)
    {
        _engine = engine;
        var sums = Documents(Sums).ToDictionary(item => item.Key, item => item.Payload);
        foreach (var name in engine.GetCollectionNames().Where(name => name != Sums).ToList())
        {
            var index = new CollectionIndex();
            foreach (var (key, payload, digest) in Documents(name))
            {
                index.Set(key, digest, payload.Length);
            }

            _collections[name] = index;
        }

        foreach (var (name, expected) in sums)
        {
            var index = _collections.GetValueOrDefault(name) ?? new CollectionIndex();
            if (!index.Sum().AsSpan().SequenceEqual(expected))
            {
                throw new DamagedStoreException($"the collection {name} lacks documents, or has old ones");
            }
        }

        if (_collections.Any(item => item.Value.Count > 0 && !sums.ContainsKey(item.Key)))
        {
            throw new DamagedStoreException("a collection has no sum");
        }
    }

    /// <summary>About how many bytes the documents need.</summary>
    internal long Size => _collections.Values.Sum(index => index.Size);

    /// <summary>Names of all collections.</summary>
    internal IReadOnlyList<string> Collections => [.. _collections.Keys];

    /// <summary>Whether another holds the same documents.</summary>
    internal bool HasSame(StoreSession other) => Filled().SequenceEqual(other.Filled());

    internal bool Has(string collection, string key) => _collections.TryGetValue(collection, out var index) && index.Has(key);

    internal byte[]? Get(string collection, string key) =>
        _collections.TryGetValue(collection, out var index) && index.Has(key)
            ? Documents(collection, IdOf(key)).Select(item => item.Payload).FirstOrDefault() ?? throw new DamagedStoreException($"a document of {collection} is gone")
            : null;

    internal List<(string Key, byte[] Payload)> All(string collection)
    {
        if (!_collections.TryGetValue(collection, out var index))
        {
            return [];
        }

        var all = Documents(collection).Select(item => (item.Key, item.Payload)).ToList();
        return all.Count == index.Count ? all : throw new DamagedStoreException($"the collection {collection} lacks documents");
    }

    internal void Put(string collection, string key, byte[] payload)
    {
        if (payload.Length > LargestPayload)
        {
            throw new DocumentTooLargeException($"a document of {collection} has {payload.Length} bytes, and {LargestPayload} are the limit");
        }

        var index = IndexOf(collection);
        var digest = DigestOf(collection, key, payload);
        if (index.Is(key, digest))
        {
            return;
        }

        Upsert(collection, key, payload, digest);
        index.Set(key, digest, payload.Length);
        _touched.Add(collection);
    }

    internal void Remove(string collection, string key)
    {
        if (_collections.TryGetValue(collection, out var index) && index.Remove(key))
        {
            _engine.Delete(collection, [IdOf(key)]);
            _touched.Add(collection);
        }
    }

    internal void Clear(string collection)
    {
        foreach (var key in _collections.GetValueOrDefault(collection)?.Keys ?? [])
        {
            Remove(collection, key);
        }
    }

    /// <summary>Writes the sums of what was touched; the last thing before the commit. False when nothing was touched.</summary>
    internal bool Seal()
    {
        foreach (var name in _touched)
        {
            var sum = _collections[name].Sum();
            Upsert(Sums, name, sum, DigestOf(Sums, name, sum));
        }

        var changed = _touched.Count > 0;
        _touched.Clear();
        return changed;
    }

    private IEnumerable<(string Name, string Sum)> Filled() =>
        _collections.Where(item => item.Value.Count > 0).Select(item => (item.Key, Convert.ToHexString(item.Value.Sum()))).OrderBy(item => item.Key, StringComparer.Ordinal);

    private CollectionIndex IndexOf(string collection)
    {
        if (!_collections.TryGetValue(collection, out var index))
        {
            _collections[collection] = index = new CollectionIndex();
        }

        return index;
    }

    private void Upsert(string collection, string key, byte[] payload, Digest digest)
    {
        var bytes = new byte[Digest.Size];
        digest.CopyTo(bytes);
        _engine.Upsert(collection, [new BsonDocument { ["_id"] = IdOf(key), ["k"] = key, ["v"] = Version, ["d"] = bytes, ["p"] = payload }], BsonAutoId.ObjectId);
    }

    private IEnumerable<(string Key, byte[] Payload, Digest Digest)> Documents(string collection, string? id = null)
    {
        var query = new Query();
        if (id is not null)
        {
            query.Where.Add(Query.EQ("_id", id));
        }

        using var reader = _engine.Query(collection, query);
        while (reader.Read())
        {
            var document = reader.Current.AsDocument;
            if (!document["k"].IsString || !document["p"].IsBinary || !document["d"].IsBinary || document["v"] != Version)
            {
                throw new DamagedStoreException($"a document of {collection} is not in the known form");
            }

            var key = document["k"].AsString;
            var payload = document["p"].AsBinary;
            var digest = DigestOf(collection, key, payload);
            if (document["d"].AsBinary.Length != Digest.Size || Digest.FromBytes(document["d"].AsBinary) != digest || document["_id"] != IdOf(key))
            {
                throw new DamagedStoreException($"a document of {collection} does not have its digest");
            }

            yield return (key, payload, digest);
        }
    }

    /// <summary>LiteDB's index keys end at 1,023 bytes; a longer key is found by its digest.</summary>
    private static string IdOf(string key) => key.Length <= LongestKey && Ascii.IsValid(key) ? "k" + key : "#" + Digest.Of(Encoding.UTF8.GetBytes(key));

    private static Digest DigestOf(string collection, string key, byte[] payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Version}\n{collection}\n{key}\n"));
        hash.AppendData(payload);
        return Digest.FromBytes(hash.GetHashAndReset());
    }

    private sealed class CollectionIndex
    {
        private readonly Dictionary<string, (Digest Digest, int Size)> _digests = [];
        private readonly byte[] _xor = new byte[Digest.Size];

        internal long Size { get; private set; }

        internal int Count => _digests.Count;

        internal IReadOnlyList<string> Keys => [.. _digests.Keys];

        internal bool Has(string key) => _digests.ContainsKey(key);

        internal bool Is(string key, Digest digest) => _digests.TryGetValue(key, out var known) && known.Digest == digest;

        internal void Set(string key, Digest digest, int payload)
        {
            Remove(key);
            _digests[key] = (digest, payload + key.Length + Overhead);
            Size += payload + key.Length + Overhead;
            Toggle(digest);
        }

        internal bool Remove(string key)
        {
            if (!_digests.Remove(key, out var known))
            {
                return false;
            }

            Size -= known.Size;
            Toggle(known.Digest);
            return true;
        }

        internal byte[] Sum()
        {
            var sum = new byte[sizeof(int) + Digest.Size];
            BinaryPrimitives.WriteInt32BigEndian(sum, Count);
            _xor.CopyTo(sum, sizeof(int));
            return sum;
        }

        private void Toggle(Digest digest)
        {
            Span<byte> bytes = stackalloc byte[Digest.Size];
            digest.CopyTo(bytes);
            for (var i = 0; i < _xor.Length; i++)
            {
                _xor[i] ^= bytes[i];
            }
        }
    }
}

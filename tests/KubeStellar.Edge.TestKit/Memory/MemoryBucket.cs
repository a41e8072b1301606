using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.TestKit.Memory;

/// <summary>A bucket in memory, with what tests need to break it.</summary>
public sealed class MemoryBucket(string name, TimeProvider time) : IBucket
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (byte[]? Value, ulong Revision)> _keys = new(StringComparer.Ordinal);
    private readonly List<BucketWrite> _written = [];
    private ulong _revision;
    private DateTimeOffset? _created;
    private long _life;

    public string Name => name;

    /// <summary>Every write that was taken since <see cref="ClearWritten"/>, deletions with an empty value.</summary>
    public IReadOnlyList<BucketWrite> Written
    {
        get
        {
            lock (_lock)
            {
                return [.. _written];
            }
        }
    }

    /// <summary>What the next calls throw; null for nothing. Set <see cref="BucketUnavailableException"/> for a server that is away.</summary>
    public Func<Exception?>? Fault { get; set; }

    /// <summary>A value larger than this is refused. Default: 1 MiB less some room for headers, as the server's.</summary>
    public int MaxValueBytes { get; set; } = (1 << 20) - 1024;

    public void ClearWritten()
    {
        lock (_lock)
        {
            _written.Clear();
        }
    }

    /// <summary>The bucket is deleted.</summary>
    public void Remove()
    {
        lock (_lock)
        {
            _keys.Clear();
            _revision = 0;
            _created = null;
        }
    }

    /// <summary>The bucket is deleted and made again.</summary>
    public void Wipe()
    {
        Remove();
        Make();
    }

    /// <summary>Messages are gone, without a marker, and no revision says so.</summary>
    public void Drop(params IReadOnlyList<string> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys)
                _keys.Remove(key);
        }
    }

    /// <summary>The newest writes are gone, as in an older copy of the same stream.</summary>
    public void RollBack(int writes)
    {
        lock (_lock)
        {
            _revision -= (ulong)writes;
            foreach (var newer in _keys.Where(one => one.Value.Revision > _revision).Select(one => one.Key).ToList())
                _keys.Remove(newer);
        }
    }

    /// <summary>Makes the bucket when it is missing.</summary>
    public void Make()
    {
        lock (_lock)
        {
            // A life of its own even where the fake clock stands still.
            _created ??= time.GetUtcNow().AddTicks(++_life);
        }
    }

    public Task<BucketInfo> InfoAsync(CancellationToken token) =>
        Call(() => new BucketInfo(_created!.Value, _revision, (ulong)_keys.Count), token);

    public async Task<IReadOnlyList<BucketEntry>> LoadAsync(CancellationToken token) => (await LoadAllAsync(token)).Live;

    public Task<BucketKeys> LoadAllAsync(CancellationToken token) => Call(
        () => new BucketKeys(
            [.. _keys.Where(k => k.Value.Value is not null).Select(k => new BucketEntry(k.Key, k.Value.Value, k.Value.Revision)).OrderBy(e => e.Revision)],
            [.. _keys.Where(k => k.Value.Value is null).Select(k => k.Key)]),
        token);

    public Task<BucketEntry?> GetAsync(string key, CancellationToken token) => Call(
        () => _keys.TryGetValue(key, out var found) && found.Value is not null ? new BucketEntry(key, found.Value, found.Revision) : null, token);

    public Task<ulong> PutAsync(string key, ReadOnlyMemory<byte> value, ulong? expected, CancellationToken token) =>
        Call(() => Write(key, Checked(key, value).ToArray(), expected), token);

    public Task<IReadOnlyList<WriteOutcome>> PutManyAsync(IReadOnlyList<BucketWrite> writes, CancellationToken token) => Call<IReadOnlyList<WriteOutcome>>(
        () =>
        {
            foreach (var write in writes)
            {
                Checked(write.Key, write.Value);
            }

            return [.. writes.Select(w => Matches(w.Key, w.Expected)
                ? new WriteOutcome(Write(w.Key, w.Value.ToArray(), w.Expected), false, "")
                : new WriteOutcome(0, true, ""))];
        },
        token);

    public Task<ulong> DeleteAsync(string key, ulong? expected, CancellationToken token) => Call(() => Write(key, null, expected), token);

    private Task<T> Call<T>(Func<T> call, CancellationToken token)
    {
        if (token.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(token);
        }

        lock (_lock)
        {
            try
            {
                return Fault?.Invoke() is { } fault ? Task.FromException<T>(fault)
                    : _created is null ? Task.FromException<T>(new BucketGoneException($"The bucket {name} does not exist."))
                    : Task.FromResult(call());
            }
            catch (Exception e) when (e is RevisionConflictException or BucketRefusedException)
            {
                return Task.FromException<T>(e);
            }
        }
    }

    private ulong Write(string key, byte[]? value, ulong? expected)
    {
        if (!Matches(key, expected))
        {
            throw new RevisionConflictException($"{key} of {name} has another revision.");
        }

        _keys[key] = (value, ++_revision);
        _written.Add(new BucketWrite(key, value, expected));
        return _revision;
    }

    private bool Matches(string key, ulong? expected) =>
        expected is not { } revision || revision == (_keys.TryGetValue(key, out var found) ? found.Revision : 0);

    private ReadOnlyMemory<byte> Checked(string key, ReadOnlyMemory<byte> value) => value.Length <= MaxValueBytes
        ? value
        : throw new BucketRefusedException($"{key} of {name} has {value.Length} bytes; {MaxValueBytes} are allowed.");
}

using System.Collections.Concurrent;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>Parsed manifests, read once. Any thread.</summary>
internal sealed class ManifestCache(ContentPool contents)
{
    private const int Most = 100_000;
    private readonly ConcurrentDictionary<Digest, ManifestRecord> _parsed = new();
    private readonly ConcurrentDictionary<Digest, Task<ManifestRecord?>> _reading = new();

    /// <summary>The manifest; null when no bucket holds it, or what it holds is no manifest.</summary>
    public async ValueTask<ManifestRecord?> ReadAsync(Digest digest, CancellationToken token)
    {
        if (_parsed.TryGetValue(digest, out var known))
        {
            return known;
        }

        var reading = _reading.GetOrAdd(digest, ReadOnceAsync);
        try
        {
            return await reading.WaitAsync(token);
        }
        finally
        {
            // It may have ended before it was noted here; what it found out is not to stand for later.
            if (reading.IsCompleted)
            {
                _reading.TryRemove(KeyValuePair.Create(digest, reading));
            }
        }
    }

    // Ten thousand edges that come back speak of one manifest at once.
    private async Task<ManifestRecord?> ReadOnceAsync(Digest digest)
    {
        try
        {
            await Task.Yield();
            if (await contents.ContentAsync(digest, CancellationToken.None) is not { } bytes
                || JsonSerializer.Deserialize(bytes, ContractsJson.Default.ManifestRecord) is not { } record)
            {
                return null;
            }

            Add(digest, record);
            return record;
        }
        catch (Exception error) when (error is JsonException or ContentRefusedException)
        {
            // Damaged is told as unreadable: whoever asks holds rather than believe it empty.
            return null;
        }
        finally
        {
            _reading.TryRemove(digest, out _);
        }
    }

    /// <summary>The manifest, when it was read before.</summary>
    public ManifestRecord? Known(Digest digest) => _parsed.GetValueOrDefault(digest);

    public void Add(Digest digest, ManifestRecord record)
    {
        if (_parsed.Count >= Most)
        {
            // Manifests that somebody still asks for are read again; this happens once in very many edits.
            _parsed.Clear();
        }

        _parsed[digest] = record;
    }
}

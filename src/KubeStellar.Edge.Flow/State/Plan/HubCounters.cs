using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>
/// The hub's epoch and counters (bucket <c>kse-hub</c>, key <c>state</c>). Revisions are reserved in blocks before they are used, so a
/// process that died never leaves one that its successor would give out again.
/// </summary>
internal sealed class HubCounters(TrustedBuckets trusted, IOptions<HubFlowOptions> options) : IDisposable
{
    public const string StateKey = "state";
    private readonly SemaphoreSlim _one = new(1, 1);
    private HubRecord? _record;
    private long _next;

    public long Epoch => Record.Epoch;

    /// <summary>The newest root that this hub may have published.</summary>
    public RootVersion Newest => new(Epoch, _next - 1);

    private HubRecord Record => _record ?? throw new InvalidOperationException("The hub's counters are not started.");

    /// <summary>Takes up the counters, in an epoch above every root that they do not cover.</summary>
    /// <param name="state">The stored record; null on the first start.</param>
    /// <param name="newest">The newest root found.</param>
    /// <param name="token">Cancels the wait.</param>
    public async Task StartAsync(BucketEntry? state, RootVersion newest, CancellationToken token)
    {
        var instance = options.Value.Holder;
        var stored = state is null ? null : JsonSerializer.Deserialize(state.Value.Span, ContractsJson.Default.HubRecord);
        var record = stored ?? new HubRecord { Epoch = 1, RevisionReserved = 0, Instance = instance };
        if (record.Instance != instance || newest > new RootVersion(record.Epoch, record.RevisionReserved))
        {
            record = record with { Epoch = Math.Max(record.Epoch, newest.Epoch) + 1, Instance = instance, RevisionReserved = 0 };
        }

        _next = record.RevisionReserved + 1;
        await SaveAsync(record with { RevisionReserved = record.RevisionReserved + options.Value.RevisionBlock }, token);
    }

    /// <summary>Takes over what the bucket holds now, because a repair or a person wrote it.</summary>
    public async Task ReloadAsync(BucketEntry? state, CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            var stored = state is null ? null : JsonSerializer.Deserialize(state.Value.Span, ContractsJson.Default.HubRecord);
            var record = Record with
            {
                Epoch = Math.Max(Record.Epoch, stored?.Epoch ?? 0),
                RevisionReserved = Math.Max(Record.RevisionReserved, stored?.RevisionReserved ?? 0),
                NextOrder = Math.Max(Record.NextOrder, stored?.NextOrder ?? 1),
            };
            if (record == stored)
            {
                _record = record;
            }
            else
            {
                await SaveAsync(record, token);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Goes on under an epoch of at least <paramref name="epoch"/>, and of what <c>kse-hub</c> holds.</summary>
    public async Task RaiseAsync(long epoch, CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            await SaveAsync(Record with { Epoch = Math.Max(Record.Epoch, epoch) }, token);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Takes revisions that follow each other, and returns the first.</summary>
    public async ValueTask<long> TakeRevisionsAsync(int count, CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            if (_next + count - 1 > Record.RevisionReserved)
            {
                await SaveAsync(Record with { RevisionReserved = _next + count - 1 + options.Value.RevisionBlock }, token);
            }

            var first = _next;
            _next += count;
            return first;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Takes places in the order of policies, and returns the first.</summary>
    public async Task<long> TakeOrdersAsync(int count, CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            var first = Record.NextOrder;
            await SaveAsync(Record with { NextOrder = first + count }, token);
            return first;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task SaveAsync(HubRecord record, CancellationToken token)
    {
        while (true)
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.HubRecord);
            var outcomes = await trusted.WriteAsync(Contracts.Wire.Buckets.Hub, [new TrustedWrite(StateKey, bytes)], token);
            if (outcomes[0].Done)
            {
                _record = record;
                return;
            }

            if (!outcomes[0].Conflict)
            {
                throw new BucketUnavailableException($"the hub's counters could not be written: {outcomes[0].Refused}");
            }

            // A repair of this installation may have raised the epoch meanwhile; anybody else who writes here publishes, and this process must not.
            var stored = outcomes[0].Current is { } current ? JsonSerializer.Deserialize(current.Value.Span, ContractsJson.Default.HubRecord) : null;
            if (stored is not null && stored.Instance != options.Value.Holder)
            {
                throw new LeaseLostException($"hub {stored.Instance} wrote the counters (kse-hub state): it publishes now, and this one stops");
            }

            record = stored is null ? record : record with
            {
                Epoch = Math.Max(record.Epoch, stored.Epoch),
                RevisionReserved = Math.Max(record.RevisionReserved, stored.RevisionReserved),
                NextOrder = Math.Max(record.NextOrder, stored.NextOrder),
            };
        }
    }
}

using System.Threading.Channels;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Sources;

namespace KubeStellar.Edge.Daemon.Tests.Sources;

/// <summary>A hub that takes everything, or refuses all of it; what it is told can be waited for.</summary>
internal sealed class FakeFeed : ISourceFeed
{
    private readonly Channel<SourceChange> _changes = Channel.CreateUnbounded<SourceChange>();
    private readonly Channel<SourceReport> _reports = Channel.CreateUnbounded<SourceReport>();
    private volatile SourceHoldings _holdings = new(new Dictionary<ObjectKey, Digest>(), new Dictionary<string, Digest>(), []);

    public SourceRecord? Last { get; private set; }

    /// <summary>What the next changes are refused with; null: they are taken.</summary>
    public SourceRefusal? Refusal { get; set; }

    public SourceHoldings Holdings() => _holdings;

    public Task<SourceOutcome> HandAsync(SourceChange change, CancellationToken token)
    {
        var outcome = new SourceOutcome(change.Objects.Count, 0, change.GoneObjects.Count, 0, Refusal is { } refusal ? [refusal] : [], "");
        if (Refusal is null)
        {
            var objects = _holdings.Objects.Where(pair => !change.GoneObjects.Contains(pair.Key)).ToDictionary();
            foreach (var canonical in change.Objects.Select(item => CanonicalJson.Canonicalize(item.Object!.Value)))
            {
                objects[ObjectKey.OfObject(CanonicalJson.Parse(canonical))] = Digest.Of(canonical);
            }

            var policies = change.Policies.Select(policy => policy.Name).Concat(_holdings.Policies.Keys.Except(change.GonePolicies)).Distinct().ToDictionary(name => name, _ => default(Digest));
            _holdings = _holdings with { Objects = objects, Policies = policies };
        }

        _changes.Writer.TryWrite(change);
        return Task.FromResult(outcome);
    }

    public Task TellAsync(SourceReport report, CancellationToken token)
    {
        Last = new SourceRecord { Id = "", Workspace = "", Phase = report.Phase, Message = report.Message, Revision = report.Revision ?? Last?.Revision ?? "" };
        _reports.Writer.TryWrite(report);
        return Task.CompletedTask;
    }

    public SourcePolicy? Policy(string name) => null;

    public HoldRecord? Hold(string policy) => null;

    /// <summary>The next change that is handed over.</summary>
    public ValueTask<SourceChange> ChangeAsync(CancellationToken token) => _changes.Reader.ReadAsync(token);

    /// <summary>Whether one was handed over that nobody waited for.</summary>
    public bool HasChange => _changes.Reader.TryPeek(out _);

    /// <summary>The next word of the source that is of this phase.</summary>
    public async Task<SourceReport> ToldAsync(SourcePhase phase, CancellationToken token)
    {
        SourceReport report;
        do
        {
            report = await _reports.Reader.ReadAsync(token);
        }
        while (report.Phase != phase);
        return report;
    }
}

using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.TestKit.Memory.Edge;

/// <summary>Root files in memory.</summary>
public sealed class MemoryRootStore(Fault fault) : IRootStore
{
    private byte[]? _accepted;
    private Dictionary<PolicyKey, Digest> _lastGood = [];
    private SiteDecisions? _decisions;

    /// <summary>The accepted root cannot be read until one is written.</summary>
    public bool Damaged { get; set; }

    public ReadOnlyMemory<byte>? ReadAccepted()
    {
        fault.Step("root.read");
        if (Damaged)
        {
            throw new StoreDamagedException("damaged by the test");
        }

        return _accepted is null ? null : new ReadOnlyMemory<byte>(_accepted);
    }

    public void WriteAccepted(ReadOnlySpan<byte> signedRoot)
    {
        fault.Step("root.write");
        (_accepted, Damaged) = (signedRoot.ToArray(), false);
    }

    public IReadOnlyDictionary<PolicyKey, Digest> ReadLastGood() => _lastGood;

    public void WriteLastGood(IReadOnlyDictionary<PolicyKey, Digest> lastGood)
    {
        fault.Step("root.last-good");
        _lastGood = lastGood.ToDictionary();
    }

    /// <summary>What the site decided cannot be read until it is written.</summary>
    public bool Undecided { get; set; }

    public SiteDecisions? ReadDecisions()
    {
        fault.Step("root.decided");
        return Undecided ? throw new StoreDamagedException("damaged by the test") : _decisions;
    }

    public void WriteDecisions(SiteDecisions decisions)
    {
        fault.Step("root.decisions");
        (_decisions, Undecided) = (decisions, false);
    }
}

using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Flow.State.Sources;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Sources;

/// <summary>What became of a change so far.</summary>
internal sealed class SourceTally
{
    private readonly List<SourceRefusal> _refused = [];
    private int _created;
    private int _configured;
    private int _unchanged;

    public int Deleted { get; set; }

    public string Later { get; set; } = "";

    public bool Changed => _created + _configured + Deleted > 0;

    public void Count(IEnumerable<ApplyLine> lines)
    {
        foreach (var line in lines)
        {
            _ = line.Action switch
            {
                "created" => _created++,
                "configured" => _configured++,
                _ => _unchanged++,
            };
        }
    }

    /// <summary>Puts an item aside; an error of the hub's own is none of the item's, and asks for patience.</summary>
    public void Refuse(string item, ApiError error)
    {
        if (error.Code == "internal")
        {
            Later = error.Message;
            return;
        }

        _refused.Add(new SourceRefusal(item, error.Code, error.Details.Count > 0 ? error.Details : [new ApiFault(item, "", error.Message)]));
    }

    public SourceOutcome Outcome() => new(_created, _configured, Deleted, _unchanged, _refused, Later);

    public override string ToString() => $"{_created} created, {_configured} configured, {Deleted} deleted";
}

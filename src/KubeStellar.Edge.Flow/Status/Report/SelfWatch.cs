using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>
/// Sees whether the edge's labels and properties are those with which its partials were made. The mark is written after they were made anew,
/// so that a crash in between is repaired by making them once more.
/// </summary>
internal sealed class SelfWatch(Func<EdgeRecord> myself, IEdgeSelf self)
{
    private Digest _seen = self.Now.Reduced;
    private Digest _due;

    /// <summary>The edge as it is now, once, when partials were made with another; null when nothing changed.</summary>
    internal EdgeRecord? Changed()
    {
        var now = myself();
        var print = Digest.Of(JsonSerializer.SerializeToUtf8Bytes(now, ContractsJson.Default.EdgeRecord));
        if (print == _seen)
        {
            return null;
        }

        _seen = _due = print;
        return now;
    }

    /// <summary>All partials are made with the edge that was seen last.</summary>
    internal void Made()
    {
        if (!_due.IsZero)
        {
            self.Change(known => known with { Reduced = _due });
            _due = default;
        }
    }
}

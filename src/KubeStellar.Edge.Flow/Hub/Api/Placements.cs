using System.Runtime.CompilerServices;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Walks the trees of edges: what each root names, beside what the edge says of it.</summary>
internal sealed class Placements(IHubDesired desired, IHubReports reports, IEdgePresence presence)
{
    /// <summary>An edge's placed objects of one workspace, in the order of policies and keys.</summary>
    internal async IAsyncEnumerable<PlacedObject> OfEdgeAsync(EdgeRecord edge, string workspace, [EnumeratorCancellation] CancellationToken token)
    {
        if (desired.Root(edge.Id) is not { } root)
            yield break;
        var heard = presence.Of(edge.Id);
        var follows = heard is null ? RootVersion.None : new RootVersion(heard.Last.Epoch, heard.Last.Revision);
        var trouble = ObjectJudge.TroubleOf(heard?.Last);
        foreach (var entry in root.Root.Policies.Where(entry => entry.Policy.Workspace == workspace))
        {
            if (await desired.ManifestAsync(entry.Manifest, token) is not { } manifest)
                continue;
            var head = reports.Head(edge.Id, entry.Policy);
            var speaks = head is not null && head.Manifest == entry.Manifest;
            foreach (var wanted in manifest.Objects)
            {
                var reported = speaks ? ReportHeads.Said(head!, wanted.Key.ToString(), manifest) : null;
                var verdict = ObjectJudge.Judge(wanted.Content, reported, speaks || follows >= root.Root.Version, trouble);
                yield return new PlacedObject(edge, entry.Policy, wanted, reported, verdict);
            }
        }
    }
}

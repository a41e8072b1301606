using System.Runtime.CompilerServices;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api.Rows;

/// <summary>
/// Lists objects at edges, one row each: what roots name and what edges say, also of what a root does not name any more. In handfuls, because edges may be asked, or an expression be run over them.
/// </summary>
internal sealed class ObjectRows(IHubInventory inventory, IHubDesired desired, IHubReports reports, IEdgePresence presence, RowAsker asker, RowFilter filter)
{
    // So many are asked or judged at once; some more when an edge has many.
    private const int Handful = 128;
    private const int MostEdges = 64;
    private const int AtOnce = 16;

    internal async IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken token)
    {
        var wanted = scope.Query.Where is { Length: > 0 } expression ? await filter.LoadAsync(expression, token) : null;
        await foreach (var some in HandfulsAsync(scope, token))
        {
            var rows = await asker.AskAsync(some, scope, token);
            rows = wanted is null ? rows : await wanted.ApplyAsync(rows, token);
            foreach (var row in rows)
                yield return new ListedItem(row.Key, () => RowJson.Write(row));
            yield return ListedItem.Rest(some[^1].Key);
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<ObjectRow>> HandfulsAsync(ListScope scope, [EnumeratorCancellation] CancellationToken token)
    {
        var (rows, edges) = (new List<ObjectRow>(), 0);
        foreach (var some in scope.Edges(inventory).Where(edge => string.CompareOrdinal(edge.Id + "\u007f", scope.Query.Continue) >= 0).Chunk(AtOnce))
        {
            // Whole reports are read side by side: each is a question to the server.
            foreach (var found in await Task.WhenAll(some.Select(edge => OfEdgeAsync(edge, scope, token))))
            {
                var before = rows.Count;
                rows.AddRange(found.Where(row => string.CompareOrdinal(row.Key, scope.Query.Continue) > 0));
                edges += rows.Count > before ? 1 : 0;
                if (rows.Count >= Handful || edges >= MostEdges)
                {
                    yield return rows;
                    (rows, edges) = ([], 0);
                }
            }
        }

        if (rows.Count > 0)
            yield return rows;
    }

    private async Task<IReadOnlyList<ObjectRow>> OfEdgeAsync(EdgeRecord edge, ListScope scope, CancellationToken token)
    {
        var heard = presence.Of(edge.Id);
        var follows = heard is null ? RootVersion.None : new RootVersion(heard.Last.Epoch, heard.Last.Revision);
        var trouble = ObjectJudge.TroubleOf(heard?.Last);
        var root = desired.Root(edge.Id)?.Root;
        var rows = new Dictionary<AskedObject, ObjectRow>();
        var said = new Dictionary<PolicyKey, ReportRecord?>();
        foreach (var entry in root?.Policies.Where(entry => entry.Policy.Workspace == scope.Workspace) ?? [])
        {
            if (await desired.ManifestAsync(entry.Manifest, token) is not { } manifest)
                continue;
            var report = manifest.Objects.Any(line => Asked(scope, line.Key, line.Source)) ? await reports.ReadAsync(edge.Id, entry.Policy, token) : null;
            var speaks = report is not null && report.Manifest == entry.Manifest;
            said[entry.Policy] = report;
            foreach (var line in manifest.Objects.Where(line => Asked(scope, line.Key, line.Source)))
            {
                // A report on another manifest says nothing of how far the wanted content is; it may still be the newest that is known of the object.
                var one = report?.Objects.GetValueOrDefault(line.Key.ToString());
                var verdict = ObjectJudge.Judge(line.Content, speaks ? one : null, speaks || follows >= root!.Version, trouble);
                var row = new ObjectRow(edge, new AskedObject(entry.Policy, line.Key), line, manifest.Keep ?? StatusKeep.Always, heard, verdict);
                rows[row.Object] = row with { Report = one, Source = SourceOf(heard) };
            }
        }

        foreach (var head in reports.Heads(edge.Id).Where(head => head.Policy.Workspace == scope.Workspace))
        {
            // An object that no root names any more was noted, or changed since, or is of a report on another manifest.
            var whole = said.GetValueOrDefault(head.Policy);
            if (whole is null && HasMore(head, root, scope))
                whole = await reports.ReadAsync(edge.Id, head.Policy, token);
            foreach (var (text, one) in whole?.Objects ?? [])
            {
                if (ObjectKey.TryParse(text, out var key) && Asked(scope, key, null) && new AskedObject(head.Policy, key) is var left && !rows.ContainsKey(left))
                    rows[left] = new ObjectRow(edge, left, null, StatusKeep.Always, heard, new ObjectVerdict(ObjectPhase.Received, "NotWanted", "the edge's root does not name it any more", one.Applied)) { Report = one, Source = SourceOf(heard) };
            }
        }

        return [.. rows.Values.OrderBy(row => row.Key, StringComparer.Ordinal)];
    }

    private static bool HasMore(ReportHead head, RootRecord? root, ListScope scope) =>
        root?.Policies.Any(entry => entry.Policy == head.Policy && entry.Manifest == head.Manifest) != true
        || head.Noted.Keys.Any(text => ObjectKey.TryParse(text, out var key) && Asked(scope, key, null));

    private static RowSource SourceOf(PresenceState? heard) => heard is { Reachable: true } ? RowSource.Kept : RowSource.LastKnown;

    private static bool Asked(ListScope scope, ObjectKey key, ObjectKey? source) =>
        scope.Query.Name.Length == 0 || ObjectNames.Means(scope.Query.Name, key) || (source is { } from && ObjectNames.Means(scope.Query.Name, from));
}

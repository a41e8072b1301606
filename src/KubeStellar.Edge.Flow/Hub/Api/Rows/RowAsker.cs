using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api.Rows;

/// <summary>Asks edges about rows that are to be known as they are now: all of them when people say so, else those whose policy leaves statuses at the edges, when edges are named.</summary>
internal sealed class RowAsker(ILiveStatus live)
{
    internal async Task<IReadOnlyList<ObjectRow>> AskAsync(IReadOnlyList<ObjectRow> rows, ListScope scope, CancellationToken token)
    {
        var named = scope.Query.Edge.Length > 0 || scope.Selector.Requirements.Count > 0;
        bool Wanted(ObjectRow row) => scope.Query.Live ?? (named && row.Keep is StatusKeep.OnDemand);
        var asked = rows.Where(Wanted).GroupBy(row => row.Edge.Id, StringComparer.Ordinal).ToList();
        var answers = await Task.WhenAll(asked.Select(async edge => (Edge: edge.Key, Answers: await live.AskAsync(edge.Key, [.. edge.Select(row => row.Object)], token))));
        var known = answers.SelectMany(edge => edge.Answers.Select(answer => (Key: (edge.Edge, answer.Object), answer))).ToDictionary(pair => pair.Key, pair => pair.answer);
        return [.. rows.Select(row => known.TryGetValue((row.Edge.Id, row.Object), out var answer) ? With(row, answer) : row)];
    }

    private ObjectRow With(ObjectRow row, LiveAnswer answer)
    {
        if (answer.At is not null)
            return row with { Report = answer.Report, Source = RowSource.Live, AnsweredAt = answer.At, Trouble = answer.Trouble };

        // Of what it answered before and what it said by itself since, the newer; as long as both speak of one content, the answer says more.
        var before = live.Last(row.Edge.Id, row.Object)?.Report;
        var richer = before is not null && (row.Report is not { } kept || IsAsNew(before, kept));
        return row with { Report = richer ? before : row.Report, Source = RowSource.LastKnown, Trouble = answer.Trouble };
    }

    private static bool IsAsNew(ReportObject answered, ReportObject kept) =>
        answered.ObservedAt >= kept.ObservedAt && (answered.Content, answered.Applied) == (kept.Content, kept.Applied);
}

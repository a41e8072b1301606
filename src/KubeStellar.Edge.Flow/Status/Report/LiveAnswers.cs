using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>Makes an edge's answer to a live question of what it sees, in parts that fit a message each. Pure.</summary>
internal static class LiveAnswers
{
    // The envelope of a part, and what its objects' names take.
    private const int Envelope = 1024;

    /// <summary>The parts of an answer; one that says why not, when there is none.</summary>
    /// <param name="edge">The edge.</param>
    /// <param name="id">Id of the question, from its reply subject.</param>
    /// <param name="body">The question as it came.</param>
    /// <param name="view">What the edge sees.</param>
    /// <param name="now">Its clock.</param>
    /// <param name="limit">Largest message in bytes.</param>
    internal static IReadOnlyList<StatusAnswer> Of(string edge, string id, ReadOnlySpan<byte> body, SiteView view, DateTimeOffset now, int limit)
    {
        var blank = new StatusAnswer { Edge = edge, Id = id, Part = 0, Parts = 1, At = now, Objects = [] };
        StatusQuestion? question;
        try
        {
            question = WireJson.Read(body, ContractsJson.Default.StatusQuestion);
        }
        catch (JsonException error)
        {
            return [blank with { Refused = $"the question cannot be read: {error.Message}" }];
        }

        if (SchemaRule.TooNew(question) is { } newer)
        {
            return [blank with { Refused = $"the question is not understood: {newer}" }];
        }

        if (question is null || question.Objects.Count > StatusQuestion.MostObjects)
        {
            return [blank with { Refused = $"a question names at most {StatusQuestion.MostObjects} objects" }];
        }

        var (parts, total) = Split([.. Find(question, view)], limit);
        if (total > question.MaxBytes)
        {
            return [blank with { Refused = $"the answer has {total} bytes, and at most {question.MaxBytes} are taken; ask for fewer objects at once" }];
        }

        return parts.Count > StatusAnswer.MostParts
            ? [blank with { Refused = $"the answer has {parts.Count} parts, and at most {StatusAnswer.MostParts} are taken; ask for fewer objects at once" }]
            : [.. parts.Select((objects, part) => blank with { Part = part, Parts = parts.Count, Objects = objects })];
    }

    private static IEnumerable<AnsweredObject> Find(StatusQuestion question, SiteView view) => question.Objects.Count > 0
        ? question.Objects.Distinct().Select(asked => new AnsweredObject(asked, view.Policies.GetValueOrDefault(asked.Policy)?.Objects.FirstOrDefault(item => item.Key == asked.Key)?.Report))
        : view.Policies.Values.OrderBy(policy => policy.Policy).SelectMany(policy => policy.Objects.Select(item => new AnsweredObject(new AskedObject(policy.Policy, item.Key), item.Report)));

    private static (List<List<AnsweredObject>> Parts, long Bytes) Split(IReadOnlyList<AnsweredObject> objects, int limit)
    {
        var room = limit - Envelope;
        var parts = new List<List<AnsweredObject>> { new() };
        var (used, total) = (0, 0L);
        foreach (var one in objects)
        {
            var (fitted, size) = Fit(one, room);
            if (used > 0 && used + size > room)
            {
                parts.Add([]);
                used = 0;
            }

            parts[^1].Add(fitted);
            used += size;
            total += size;
        }

        return (parts, total);
    }

    // A single object that fits no message is told without its status: what is left says how it is.
    private static (AnsweredObject Fitted, int Size) Fit(AnsweredObject whole, int room)
    {
        var size = SizeOf(whole);
        if (size <= room || whole.Report is not { } report)
        {
            return (whole, size);
        }

        var less = ReportFit.Shorten(report);
        var cut = whole with { Report = less, Cut = $"its status has {size} bytes, and a message of the edge's server takes {room}" };
        return (cut, SizeOf(cut));
    }

    private static int SizeOf(AnsweredObject answered) => JsonSerializer.SerializeToUtf8Bytes(answered, ContractsJson.Default.AnsweredObject).Length + 1;
}

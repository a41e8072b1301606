using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>Makes a record of a decision and of its distinct cases. Equal decisions give equal records, whatever slots their edges have.</summary>
internal static class DecisionMaker
{
    private const int SampleSize = 10;
    private const int MostOperations = 32 * 1024;
    private const int MostBytes = 256 * 1024;
    private const int IdLength = 12;

    /// <summary>The record.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="answers">The cases of each of <see cref="DecisionSubject.Questions"/>.</param>
    /// <param name="choice">What choose chose; null where there is none.</param>
    /// <param name="most">Cases that it may hold.</param>
    /// <param name="version">The newest root.</param>
    /// <param name="now">The time.</param>
    public static DecisionRecord Make(DecisionSubject subject, IReadOnlyList<DecisionCases> answers, DecidedChoice? choice, int most, RootVersion version, DateTimeOffset now)
    {
        var plan = subject.Plan;
        var cases = subject.Questions.Zip(answers)
            .SelectMany(pair => pair.Second.Cases.SelectMany(one => Parts(subject, one, pair.First.Chosen)))
            .Concat(plan.Barred.Select(reason => (Case: Case(subject, reason.Edges, DecisionOutcome.Barred, reason.Reason), reason.Edges)))
            .Where(one => one.Case.Edges > 0)
            .OrderByDescending(one => one.Case.Edges).ThenBy(one => one.Case.Sample[0], StringComparer.Ordinal)
            .Take(most)
            .ToList();
        var record = new DecisionRecord
        {
            Id = "",
            Policy = subject.Policy,
            Object = plan.Key,
            Bundle = subject.Bundle,
            Source = plan.Source,
            Counts = new DecisionCounts(
                subject.Fleet.All().Count,
                subject.Candidates.Count,
                plan.Placed.Count,
                plan.Omitted.Count,
                EdgeFaults.Edges(plan.Failed).Count,
                EdgeFaults.Edges(plan.Barred).Count,
                plan.Variants.Count),
            Choice = choice,
        };
        record = With(record, subject, cases, most);
        var bytes = Bytes(record);
        for (var keep = Math.Min(most, cases.Count) / 2; bytes.Length > MostBytes && keep > 0; keep /= 2)
        {
            // What is left out is counted, by reason; the largest groups come first and stay.
            record = With(record, subject, [.. cases.Take(keep)], keep);
            bytes = Bytes(record);
        }

        return record with { Id = Digest.Of(CanonicalJson.Canonicalize(bytes)).ToString()[..IdLength], DecidedAt = now, Epoch = version.Epoch, Revision = version.Revision };
    }

    /// <summary>One case as it is recorded; with several reasons of <c>choose</c> in it, one for each.</summary>
    public static IEnumerable<DecidedCase> Cases(DecisionSubject subject, DecisionCase one, bool chosen) => Parts(subject, one, chosen).Select(part => part.Case);

    private static DecisionRecord With(DecisionRecord record, DecisionSubject subject, IReadOnlyList<(DecidedCase Case, EdgeSet Edges)> cases, int most)
    {
        var rest = EdgeSets.Minus(subject.Fleet.All(), EdgeSets.All(cases.Select(one => one.Edges)));
        return record with
        {
            Cases = [.. cases.Select(one => one.Case)],
            Others = rest.Count,
            Rest = EdgeSets.IsEmpty(rest) ? null : [.. UntoldEdges.Of(subject.Plan, rest).Select(part => Case(subject, part.Edges, part.Outcome, part.Reason) with { Fault = part.Fault }).OrderByDescending(one => one.Edges).Take(most)],
        };
    }

    private static IEnumerable<(DecidedCase Case, EdgeSet Edges)> Parts(DecisionSubject subject, DecisionCase one, bool chosen)
    {
        if (!chosen || subject.Plan.Choices.Count == 0)
        {
            return [(Case(subject, one, one.Edges, chosen, one.Reason), one.Edges)];
        }

        var said = subject.Plan.Choices.Select(reason => (Edges: EdgeSets.Intersect(one.Edges, reason.Edges), reason.Reason)).Where(part => !EdgeSets.IsEmpty(part.Edges)).ToList();
        var rest = said.Aggregate(one.Edges, (left, part) => EdgeSets.Minus(left, part.Edges));
        return [.. said.Select(part => (Case(subject, one, part.Edges, chosen, part.Reason), part.Edges)), (Case(subject, one, rest, chosen, one.Reason), rest)];
    }

    private static DecidedCase Case(DecisionSubject subject, DecisionCase one, EdgeSet edges, bool chosen, string reason)
    {
        var made = Case(subject, edges, Outcome(subject, one, chosen), reason);
        if (made.Edges == 0 || !subject.Fleet.TryGet(made.Sample[0], out var slot))
        {
            return made;
        }

        var result = made.Outcome == DecisionOutcome.Placed ? CaseResult.Of(subject.Plan.Key, one.Variant) : null;
        var kept = result is { Bytes: <= MostOperations };
        return made with
        {
            Reads = EdgeDocument.Paths(one.Reads),
            Edge = EdgeDocument.Of(subject.Fleet[slot]!, one.Reads),
            Share = chosen && subject.Plan.Shares.TryGetValue(slot, out var share) ? share : null,
            Operations = kept ? result!.Operations : null,
            Copies = kept ? result!.Copies : null,
            Result = result?.Digest,
            Fault = made.Outcome == DecisionOutcome.Failed && one.Fault is { } fault ? new DecisionFault(fault.Reason, fault.Message, fault.Location) : null,
        };
    }

    private static DecisionOutcome Outcome(DecisionSubject subject, DecisionCase one, bool chosen) => (one.Fault, one.Placed) switch
    {
        ({ }, _) when chosen || EdgeFaults.Edges(subject.Plan.Failed)[one.Example] => DecisionOutcome.Failed,

        // What customize would say of edges that were not chosen concerns nobody.
        ({ }, _) => DecisionOutcome.NotChosen,
        (_, false) => DecisionOutcome.NotPlaced,
        _ when !chosen => DecisionOutcome.NotChosen,
        _ => one.Variant is { Omit: true } ? DecisionOutcome.Omitted : DecisionOutcome.Placed,
    };

    private static DecidedCase Case(DecisionSubject subject, EdgeSet edges, DecisionOutcome outcome, string reason)
    {
        var ids = edges.Members().Select(slot => subject.Fleet[slot]?.Id).OfType<string>().ToList();
        return new DecidedCase { Outcome = outcome, Edges = ids.Count, Sample = [.. ids.Order(StringComparer.Ordinal).Take(SampleSize)], Reason = reason };
    }

    private static byte[] Bytes(DecisionRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.DecisionRecord);
}

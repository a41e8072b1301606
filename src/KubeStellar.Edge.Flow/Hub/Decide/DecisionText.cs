using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>Recorded decisions as people are shown them.</summary>
public static class DecisionText
{
    /// <summary>The edges of a decision by what came of it and why, the largest groups first.</summary>
    public static IReadOnlyList<ExplainGroup> Groups(DecisionRecord record)
    {
        var groups = record.Cases.Concat(record.Rest ?? []).Select(one => new ExplainGroup(Word(one.Outcome), one.Edges, Sentence(one, record.Choice is not null), one.Edge, one.Sample) { Detail = Detail(one) }).ToList();
        if (record.Others - (record.Rest ?? []).Sum(one => one.Edges) is > 0 and var others)
        {
            groups.Add(new ExplainGroup("others", others, "too many distinct cases to tell them all; 'kse explain EDGE OBJECT' tells one", null, []));
        }

        return groups;
    }

    /// <summary>Why, in a sentence.</summary>
    public static string Sentence(DecidedCase one, bool chooses) => one.Outcome switch
    {
        DecisionOutcome.Placed when chooses => Said("choose chose it", "chosen: ", one.Reason),
        DecisionOutcome.Placed => Said("place said yes", "yes: ", one.Reason),
        DecisionOutcome.NotPlaced => Said("place said no", "no: ", one.Reason),
        DecisionOutcome.NotChosen => "choose chose others",
        DecisionOutcome.Omitted => "customize left it out",
        DecisionOutcome.Failed when one.Fault is { } fault => $"{fault.Reason}: {fault.Message} {fault.Location}".TrimEnd(),
        _ => one.Reason,
    };

    /// <summary>How an outcome is called.</summary>
    public static string Word(DecisionOutcome outcome) => outcome switch
    {
        DecisionOutcome.Placed => "placed",
        DecisionOutcome.Omitted => "omitted",
        DecisionOutcome.NotPlaced => "not placed",
        DecisionOutcome.NotChosen => "not chosen",
        DecisionOutcome.Failed => "stalled",
        _ => "barred",
    };

    /// <summary>What choose did, in a sentence.</summary>
    public static string Choice(DecidedChoice choice) =>
        string.Create(CultureInfo.InvariantCulture, $"choose chose {choice.Chosen:N0} of {choice.Candidates:N0} edges that it was offered");

    private static string Said(string otherwise, string before, string words) => words.Length == 0 ? otherwise : before + words;

    private static JsonElement? Detail(DecidedCase one)
    {
        var detail = new JsonObject();
        if (one.Share is { } share)
        {
            detail["share"] = JsonSerializer.SerializeToNode(share, ContractsJson.Default.JsonElement);
        }

        if (one.Operations is { Count: > 0 } operations)
        {
            detail["operations"] = JsonSerializer.SerializeToNode(operations, ContractsJson.Default.IReadOnlyListJsonOperation);
        }

        if (one.Copies is { } copies)
        {
            detail["copies"] = JsonSerializer.SerializeToNode(copies, ContractsJson.Default.IReadOnlyListIReadOnlyListJsonOperation);
        }

        return detail.Count == 0 ? null : detail.Deserialize(ContractsJson.Default.JsonElement);
    }
}

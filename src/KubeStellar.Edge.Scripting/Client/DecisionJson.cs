using System.Text.Json;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>Reads answers about many edges.</summary>
internal static class DecisionJson
{
    /// <summary>Of place.</summary>
    internal static Placement Placement(HostAnswer answer, EdgeSet candidates)
    {
        var groups = EdgeGroups.Read(answer, candidates);
        var count = groups.Outcomes.Count;
        var (marked, told) = (new bool[count + 1], false);
        for (var i = 0; i < count; i++)
        {
            var isFault = OutcomeJson.Fault(groups.Outcomes[i]) is not null;
            marked[i + 1] = !isFault && OutcomeJson.Placed(groups.Outcomes[i]).Placed;
            told |= groups.Outcomes[i].ValueKind == JsonValueKind.Object;
        }

        var placement = new Placement(groups.Where(marked)) { Reads = OutcomeJson.Reads(answer.Value.GetProperty("reads"u8)) };
        if (!told)
        {
            return placement;
        }

        var (failed, reasons) = (new List<EdgeFault>(), new List<EdgeReason>());
        for (var i = 0; i < count; i++)
        {
            if (OutcomeJson.Fault(groups.Outcomes[i]) is { } fault)
            {
                failed.Add(new EdgeFault(fault, groups.Of(i + 1)));
            }
            else if (OutcomeJson.Placed(groups.Outcomes[i]) is { Reason.Length: > 0 } said)
            {
                reasons.Add(new EdgeReason(said.Placed, said.Reason, groups.Of(i + 1)));
            }
        }

        return placement with { Failed = failed, Reasons = reasons };
    }

    /// <summary>Of customize.</summary>
    internal static Customization Customization(HostAnswer answer, EdgeSet placed)
    {
        var groups = EdgeGroups.Read(answer, placed);
        var json = new OutcomeJson();
        var (variants, failed) = (new List<VariantGroup>(groups.Outcomes.Count), new List<EdgeFault>());
        for (var i = 0; i < groups.Outcomes.Count; i++)
        {
            if (OutcomeJson.Fault(groups.Outcomes[i]) is { } fault)
            {
                failed.Add(new EdgeFault(fault, groups.Of(i + 1)));
            }
            else
            {
                variants.Add(json.Variant(groups.Outcomes[i], groups.Of(i + 1)));
            }
        }

        return new Customization(variants) { Failed = failed, Reads = OutcomeJson.Reads(answer.Value.GetProperty("reads"u8)) };
    }

    /// <summary>Of choose.</summary>
    internal static Placement Choice(HostAnswer answer, EdgeSet candidates)
    {
        var reasons = answer.Value.GetProperty("reasons"u8).EnumerateArray()
            .Select(reason => new EdgeReason(true, reason[0].GetString() ?? "", Set(candidates, reason[1])));
        return new Placement(Set(candidates, answer.Value.GetProperty("slots"u8)))
        {
            Shares = answer.Value.GetProperty("shares"u8).EnumerateArray().ToDictionary(share => share[0].GetInt32(), share => share[1]),
            Reasons = [.. reasons],
        };
    }

    /// <summary>Of cases.</summary>
    internal static DecisionCases Cases(HostAnswer answer, EdgeSet asked)
    {
        var told = answer.Value.EnumerateArray().ToList();
        var groups = new EdgeGroups(answer, asked, told, told.Count + 1);
        var json = new OutcomeJson();
        return new DecisionCases([.. told.Select((one, i) => Case(json, one, groups.Of(i + 1)))], groups.Of(told.Count + 1));
    }

    private static DecisionCase Case(OutcomeJson json, JsonElement one, EdgeSet edges)
    {
        var (place, customize) = (one.GetProperty("place"u8), one.GetProperty("customize"u8));
        var failed = OutcomeJson.Fault(place);
        var (placed, reason) = failed is null ? OutcomeJson.Placed(place) : (false, "");
        var fault = failed ?? OutcomeJson.Fault(customize);
        return new DecisionCase(
            edges,
            one.GetProperty("example"u8).GetInt32(),
            OutcomeJson.Reads(one.GetProperty("reads"u8)),
            placed,
            reason,
            placed && fault is null ? json.Variant(customize, edges) : null,
            fault);
    }

    private static EdgeSet Set(EdgeSet asked, JsonElement slots)
    {
        var set = new EdgeSet(asked.Slots);
        foreach (var slot in slots.EnumerateArray())
        {
            set.Add(slot.GetInt32());
        }

        return set;
    }
}

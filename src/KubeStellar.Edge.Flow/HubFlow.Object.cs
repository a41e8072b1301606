using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Flow.Hub.Customize;
using KubeStellar.Edge.Flow.Hub.Place;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow;

/// <summary>One object of one policy through Place and Customize: edges that have to be asked about are, everyone else keeps the decision before.</summary>
internal sealed partial class HubFlow
{
    private async Task<PolicyOutcome<Decision>> EvaluateAsync(ObjectQuestion question, CancellationToken token)
    {
        var before = question.Before;
        var asked = before is null ? question.Candidates : EdgeSets.Intersect(question.Candidates, question.Asked);
        var place = await placer.PlaceAsync(question, asked, token);
        if (!place.Ok)
        {
            return new PolicyOutcome<Decision>(null, place.Fault);
        }

        var plan = Placed(question, Within(place.Value, question.Ruled));
        if (question.Shape.Chooses)
        {
            var chosen = await ChooseAsync(question, plan, token);
            if (!chosen.Ok)
            {
                return new PolicyOutcome<Decision>(null, chosen.Fault);
            }

            plan = chosen.Value;
        }

        // Who is placed as before, with the same share, and was not asked about, needs no new answer.
        var same = before is null ? EdgeSets.Empty : EdgeSets.Minus(
            EdgeSets.Minus(EdgeSets.Intersect(before.Placed, plan.Placed), question.Asked), EdgeSets.Union(Reshared(before.Shares, plan.Shares), Requoted(before.Quotas, plan.Quotas)));
        var fresh = EdgeSets.Minus(plan.Placed, same);
        var customized = await customizer.CustomizeAsync(question, fresh, plan.Shares, token);
        return customized.Ok
            ? new PolicyOutcome<Decision>(Customized(question, plan, fresh, customized.Value), null)
            : new PolicyOutcome<Decision>(null, customized.Fault);
    }

    /// <summary>The decision as far as <c>place</c> goes.</summary>
    private ObjectPlan Placed(ObjectQuestion question, Placement place)
    {
        var before = question.Before;
        if (before is null)
        {
            return new ObjectPlan(question.Key, question.Source, place.Edges, EdgeSets.Empty, VariantTable.Empty)
            {
                Failed = place.Failed,
                Barred = question.Barred,
                Reasons = place.Reasons,
                Modifiers = customizer.ModifiersOf(question, Selector.Selects),
                Reads = DecisionReads.Nothing with { Place = place.Reads },
            };
        }

        var offered = EdgeSets.Union(EdgeSets.Minus(before.Offered, question.Asked), place.Edges);
        return before with
        {
            Placed = offered,
            Offered = offered,
            Failed = EdgeFaults.Merge(before.Failed, question.Asked, place.Failed),
            Barred = question.Barred,
            Reasons = EdgeFaults.Merge(before.Reasons, question.Asked, place.Reasons),
            Reads = before.Reads with { Place = before.Reads.Place.With(place.Reads) },
        };
    }

    /// <summary>The decision after <c>choose</c>. It is asked about all edges or not at all: a choice is one answer.</summary>
    private async Task<PolicyOutcome<ObjectPlan>> ChooseAsync(ObjectQuestion question, ObjectPlan plan, CancellationToken token)
    {
        // An edge that place failed for and that has the object keeps its place in the choice: nobody said no.
        var before = question.Before;
        var unsure = EdgeSets.Intersect(Unplaced(plan), question.Current);
        var offered = EdgeSets.Union(plan.Offered, unsure);
        if (before is not null && !question.Rechoose && EdgeSets.Same(before.Offered, plan.Offered) && EdgeSets.Same(Unplaced(before), Unplaced(plan)))
        {
            return new PolicyOutcome<ObjectPlan>(plan with { Placed = before.Placed }, null);
        }

        var choice = await placer.ChooseAsync(question, offered, token);
        if (!choice.Ok)
        {
            return new PolicyOutcome<ObjectPlan>(null, choice.Fault);
        }

        var (chosen, shares, quotas) = QuotaRule.Apply(choice.Value, question, _plan.Fleet);
        return new PolicyOutcome<ObjectPlan>(
                plan with
                {
                    Placed = EdgeSets.Minus(chosen, unsure),
                    Choices = choice.Value.Reasons,
                    Shares = shares,
                    Quotas = quotas,
                    Reads = plan.Reads with { Choose = choice.Value.Reads },
                },
                null);
    }

    private static Decision Customized(ObjectQuestion question, ObjectPlan plan, EdgeSet fresh, Customized answer)
    {
        if (question.Before is not { } before)
        {
            var whole = plan with
            {
                Omitted = answer.Omitted,
                Failed = [.. plan.Failed, .. answer.Failed],
                Variants = VariantTable.Of(answer.Variants),
                Reads = plan.Reads with { Customize = answer.Reads },
            };
            return new Decision(question.Key, whole, null);
        }

        var decided = EdgeSets.Union(EdgeSets.Union(question.Asked, fresh), EdgeSets.Minus(before.Placed, plan.Placed));
        var after = plan with
        {
            Omitted = EdgeSets.Union(EdgeSets.Minus(before.Omitted, decided), answer.Omitted),
            Failed = EdgeFaults.Merge(plan.Failed, EdgeSets.Minus(decided, Unplaced(plan)), answer.Failed),
            Variants = before.Variants.Replace(decided, answer.Variants),
            Reads = plan.Reads with { Customize = plan.Reads.Customize.With(answer.Reads) },
        };
        return new Decision(question.Key, after, decided);
    }

    /// <summary>Edges that <c>place</c> failed for: that stays, whatever is said of others.</summary>
    private static EdgeSet Unplaced(ObjectPlan plan) => EdgeSets.Minus(EdgeFaults.Edges(plan.Failed), plan.Offered);

    /// <summary>Regions whose quota is another than before.</summary>
    private static EdgeSet Requoted(IReadOnlyDictionary<int, int> before, IReadOnlyDictionary<int, int> after)
    {
        var slots = before.Keys.Union(after.Keys).Where(slot => before.GetValueOrDefault(slot, -1) != after.GetValueOrDefault(slot, -1)).ToList();
        return slots.Count == 0 ? EdgeSets.Empty : EdgeSets.Of(slots.Max() + 1, slots);
    }

    /// <summary>Edges whose share is another than before.</summary>
    private static EdgeSet Reshared(IReadOnlyDictionary<int, JsonElement> before, IReadOnlyDictionary<int, JsonElement> after)
    {
        var slots = before.Keys.Union(after.Keys).Where(slot =>
            !before.TryGetValue(slot, out var old) || !after.TryGetValue(slot, out var now) || !CanonicalJson.Same(old, now)).ToList();
        return slots.Count == 0 ? EdgeSets.Empty : EdgeSets.Of(slots.Max() + 1, slots);
    }
}

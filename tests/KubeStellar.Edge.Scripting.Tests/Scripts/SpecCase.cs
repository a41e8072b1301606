using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting.Client;

namespace KubeStellar.Edge.Scripting.Tests.Scripts;

/// <summary>One case of a spec: what the engine says against what is expected.</summary>
internal sealed class SpecCase(PolicyRuntime runtime, SpecFile spec, PolicyShape shape, JsonElement test)
{
    private readonly string _it = test.GetProperty("it").GetString()!;
    private readonly byte[] _workload = spec.Workload(test);

    internal async Task RunAsync()
    {
        Assert.True(await SelectedAsync() == (Find("selected") is not { ValueKind: JsonValueKind.False }), $"{_it}: selected");
        if (Find("selected") is { ValueKind: JsonValueKind.False })
        {
            return;
        }

        var (placed, told) = await PlacedAsync();
        if (Find("placed") is { } expected)
        {
            Assert.True(Ids(expected).SequenceEqual(spec.Names(placed)), $"{_it}: placed {string.Join(", ", spec.Names(placed))}");
        }

        foreach (var reason in Members("reasons"))
        {
            var given = told.SelectMany(placement => placement.Reasons).LastOrDefault(r => r.Edges[spec.Slot(reason.Name)])?.Reason ?? "";
            Assert.True(reason.Value.GetString() == given, $"{_it}: the reason of {reason.Name} is \"{given}\"");
        }

        var shares = told[^1].Shares;
        foreach (var share in Members("shares"))
        {
            Assert.True(shares.TryGetValue(spec.Slot(share.Name), out var given) && JsonElement.DeepEquals(share.Value, given), $"{_it}: the share of {share.Name} is {given}");
        }

        await CustomizedAsync(placed, shares);
        await TraitsAsync();
    }

    private async Task<bool> SelectedAsync()
    {
        var key = ObjectKey.OfObject(spec.Object(test));
        var labels = spec.Object(test).GetProperty("metadata").TryGetProperty("labels", out var own)
            ? own.EnumerateObject().ToDictionary(l => l.Name, l => l.Value.GetString()!) : [];
        var selects = shape.Selects;
        static bool In(IReadOnlyList<string> list, string value) => list.Count == 0 || list.Contains(value);
        var listed = In(selects.Kinds, key.Kind) && In(selects.Groups, key.Group) && In(selects.Names, key.Name) && In(selects.Namespaces, key.Namespace)
            && selects.Labels.All(l => labels.GetValueOrDefault(l.Key) == l.Value) && selects.Expressions.All(e => e.Matches(labels));
        return listed && (!selects.Function || Good(await runtime.SelectAsync(spec.Digest, [_workload], default)).Selected[0]);
    }

    private async Task<(EdgeSet Edges, Placement[] Told)> PlacedAsync()
    {
        var (current, candidates) = (new EdgeSet(spec.Edges.Length), new EdgeSet(spec.Edges.Length));
        var (now, absent) = (Ids(Find("current")), Ids(Find("absent")));
        for (var slot = 0; slot < spec.Edges.Length; slot++)
        {
            var edge = spec.Edges[slot];
            var has = now.Contains(edge.Id);
            var repels = edge.Taints.Any(taint => !shape.Tolerations.Any(t => t.Tolerates(taint)) && (taint.Effect == "NoExecute" || (taint.Effect == "NoSchedule" && !has)));
            if (!absent.Contains(edge.Id) && !repels)
            {
                candidates.Add(slot);
            }
        }

        var place = shape.Places ? Good(await runtime.PlaceAsync(spec.Digest, _workload, candidates, default)) : new Placement(candidates);
        Assert.Empty(place.Failed);
        if (!shape.Chooses)
        {
            return (place.Edges, [place]);
        }

        foreach (var slot in now.Select(spec.Slot).Where(slot => place.Edges[slot]))
        {
            current.Add(slot);
        }

        var choice = Good(await runtime.ChooseAsync(spec.Digest, _workload, place.Edges, current, default));
        return (choice.Edges, [place, choice]);
    }

    private async Task CustomizedAsync(EdgeSet placed, IReadOnlyDictionary<int, JsonElement> shares)
    {
        var told = Good(await runtime.CustomizeAsync(spec.Digest, _workload, placed, shares, default));
        Assert.True(told.Failed.Count == 0, $"{_it}: {(told.Failed is [var failed, ..] ? failed.Fault.Message : "")}");
        VariantGroup Of(string edge) => Assert.Single(told.Groups, group => group.Edges[spec.Slot(edge)]);
        foreach (var expected in Members("operations"))
        {
            var operations = JsonSerializer.SerializeToElement(Of(expected.Name).Operations, ContractsJson.Default.IReadOnlyListJsonOperation);
            Assert.True(JsonElement.DeepEquals(expected.Value, operations), $"{_it}, {expected.Name}: {operations.GetRawText()}");
        }

        foreach (var expected in Members("results"))
        {
            Check(expected.Value, Result(Of(expected.Name).Operations), expected.Name);
        }

        foreach (var expected in Members("copies"))
        {
            var copies = Of(expected.Name).Copies ?? throw new InvalidOperationException($"{_it}: {expected.Name} has no copies");
            Assert.Equal(expected.Value.GetArrayLength(), copies.Count);
            for (var i = 0; i < copies.Count; i++)
            {
                Check(expected.Value[i], Result(copies[i]), $"{expected.Name}, copy {i}");
            }
        }

        if (Find("omitted") is { } omitted)
        {
            Assert.Equal(Ids(omitted), told.Groups.Where(group => group.Omit).SelectMany(group => spec.Names(group.Edges)).Order(StringComparer.Ordinal));
        }
    }

    private async Task TraitsAsync()
    {
        var traits = shape.Relates ? Good(await runtime.DescribeAsync(spec.Digest, _workload, default)) : ObjectTraits.None;
        foreach (var (name, told) in new[] { ("dependsOn", traits.DependsOn), ("with", traits.With), ("without", traits.Without) })
        {
            if (Find(name) is { } expected)
            {
                Assert.Equal(Ids(expected), told.Order(StringComparer.Ordinal));
            }
        }
    }

    private JsonElement Result(IReadOnlyList<JsonOperation> operations) => JsonElement.Parse(JsonPatcher.Apply(_workload, operations));

    private void Check(JsonElement expected, JsonElement actual, string where)
    {
        if (Differs(expected, actual) is { } path)
        {
            Assert.Fail($"{_it}, {where}: {path}, in {actual.GetRawText()}");
        }
    }

    /// <summary>Where a value is not as a part of it is expected; null when it is.</summary>
    private static string? Differs(JsonElement expected, JsonElement actual)
    {
        if (expected.ValueKind == JsonValueKind.Object && actual.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in expected.EnumerateObject())
            {
                var there = actual.TryGetProperty(member.Name, out var value);
                if (member.Value.ValueKind == JsonValueKind.Null ? there : !there || Differs(member.Value, value) is not null)
                {
                    return $"{member.Name}{(there && member.Value.ValueKind != JsonValueKind.Null ? "." + Differs(member.Value, value) : "")}";
                }
            }

            return null;
        }

        if (expected.ValueKind == JsonValueKind.Array && actual.ValueKind == JsonValueKind.Array && expected.GetArrayLength() == actual.GetArrayLength())
        {
            for (var i = 0; i < expected.GetArrayLength(); i++)
            {
                if (Differs(expected[i], actual[i]) is { } below)
                {
                    return $"{i}.{below}";
                }
            }

            return null;
        }

        return JsonElement.DeepEquals(expected, actual) ? null : $"= {actual.GetRawText()}";
    }

    private T Good<T>(PolicyOutcome<T> outcome)
        where T : class
    {
        Assert.True(outcome.Ok, $"{_it}: {outcome.Fault?.Reason} {outcome.Fault?.Message} {outcome.Fault?.Location}");
        return outcome.Value;
    }

    private JsonElement? Find(string name) => test.TryGetProperty(name, out var value) ? value : null;

    private JsonElement.ObjectEnumerator Members(string name) => Find(name) is { } map ? map.EnumerateObject() : default;

    private static string[] Ids(JsonElement? list) => list is { } some ? [.. some.EnumerateArray().Select(id => id.GetString()!).Order(StringComparer.Ordinal)] : [];
}

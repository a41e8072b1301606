using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Edge.Observe;

/// <summary>A live object as its target's API gives it. A member that is missing, or not of the type that it should have, reads as absent: nobody checked it.</summary>
internal readonly struct LiveObject
{
    private readonly JsonElement _json;

    private LiveObject(JsonElement json)
    {
        _json = json;
    }

    /// <summary>API group; empty for the core group.</summary>
    internal string Group => ObjectKey.GroupOf(Text("apiVersion") ?? "");

    internal string Kind => Text("kind") ?? "";

    /// <summary>Its <c>.status</c>, or null.</summary>
    internal JsonElement? Status => At("status");

    /// <summary>Its <c>.status.conditions</c> that have a type and a status.</summary>
    internal IReadOnlyList<Condition> Conditions =>
        [.. Items("status", "conditions").Select(item => new LiveObject(item)).Where(item => item.Text("type") is not null && item.Text("status") is not null)
            .Select(item => new Condition(item.Text("type")!, item.Text("status")!, item.Text("reason") ?? "", item.Text("message") ?? "") { Since = item.Time("lastTransitionTime") })];

    /// <summary>Reads it; null when it is no JSON object.</summary>
    internal static LiveObject? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var element = CanonicalJson.Parse(json);
            return element.ValueKind is JsonValueKind.Object ? new LiveObject(element) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The condition of a type, or null.</summary>
    internal Condition? Condition(string type) => Conditions.FirstOrDefault(condition => condition.Type == type);

    /// <summary>Whether a condition is there with status <c>True</c>.</summary>
    internal bool Holds(string type) => Condition(type) is { Status: "True" };

    internal string? Text(params ReadOnlySpan<string> path) => At(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    internal long? Number(params ReadOnlySpan<string> path) => At(path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    internal DateTimeOffset? Time(params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    internal IReadOnlyList<JsonElement> Items(params ReadOnlySpan<string> path) => At(path) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    /// <summary>Containers that wait, each with its reason: <c>app: ImagePullBackOff</c>.</summary>
    internal IReadOnlyList<(string Name, string Reason)> WaitingContainers() =>
        [.. Items("status", "initContainerStatuses").Concat(Items("status", "containerStatuses")).Select(item => new LiveObject(item))
            .Where(item => item.Text("state", "waiting", "reason") is not null)
            .Select(item => (item.Text("name") ?? "?", item.Text("state", "waiting", "reason")!))];

    private JsonElement? At(params ReadOnlySpan<string> path) => _json.Member(path) is { ValueKind: not JsonValueKind.Undefined } found ? found : null;
}

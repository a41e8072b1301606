using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>Reads a strategy from JSON and finds all that is wrong with it. A member that is null is as good as missing.</summary>
internal sealed class StrategyReader
{
    private readonly List<FieldError> _errors = [];

    private StrategyReader()
    {
    }

    internal static StrategyReading Read(JsonElement json)
    {
        if (json.ValueKind is not JsonValueKind.Object)
            return new StrategyReading(null, [new FieldError("", "an object is expected, such as {\"type\": \"progressive\", \"maxConcurrency\": 1}")]);
        var reader = new StrategyReader();
        var options = reader.Options(json);
        return new StrategyReading(reader._errors.Count == 0 ? options : null, reader._errors);
    }

    private StrategyOptions Options(JsonElement json)
    {
        // The type first: which other fields there may be depends on it.
        var type = json.TryGetProperty("type", out var given) && given.ValueKind is not JsonValueKind.Null ? Kind(given) : StrategyKind.All;
        var options = new StrategyOptions { Kind = type ?? StrategyKind.All };
        foreach (var member in json.EnumerateObject().Where(member => member.Value.ValueKind is not JsonValueKind.Null))
        {
            if (Missing(member.Name, type) is { } wrong)
                _errors.Add(new FieldError(member.Name, wrong));
            else
                options = With(options, member.Name, member.Value);
        }

        return options;
    }

    private StrategyOptions With(StrategyOptions options, string name, JsonElement value) => name switch
    {
        "type" => options,
        "maxConcurrency" => options with { MaxConcurrency = Limit(name, value) },
        "minSuccessTime" => options with { MinSuccessTime = Soak(name, value) },
        "progressDeadline" => options with { ProgressDeadline = Deadline(name, value) },
        "maxFailures" => options with { MaxFailures = Limit(name, value) },
        "mandatoryDecisionGroups" => options with { Mandatory = Mandatory(name, value) },
        _ => Refuse(options, name, "is no field of a rollout strategy"),
    };

    /// <summary>OCM's schema has no such field for the type; one that would be without effect is better refused than believed.</summary>
    private static string? Missing(string name, StrategyKind? type) => (name, type) switch
    {
        ("maxConcurrency", StrategyKind.All or StrategyKind.ProgressivePerGroup) => "is for the type progressive only",
        ("mandatoryDecisionGroups", StrategyKind.All) => "is for the types progressive and progressivePerGroup only",
        _ => null,
    };

    private StrategyKind? Kind(JsonElement value) => value.ValueKind is not JsonValueKind.String ? NoKind() : value.GetString() switch
    {
        "All" or "all" => StrategyKind.All,
        "Progressive" or "progressive" => StrategyKind.Progressive,
        "ProgressivePerGroup" or "progressivePerGroup" => StrategyKind.ProgressivePerGroup,
        _ => NoKind(),
    };

    private StrategyKind? NoKind() => Refuse((StrategyKind?)null, "type", "must be one of all, progressive, progressivePerGroup");

    private IntOrPercent Limit(string path, JsonElement value) => IntOrPercent.TryRead(value, out var limit, out var refusal) ? limit : Refuse(limit, path, refusal);

    private TimeSpan Soak(string path, JsonElement value) =>
        value.ValueKind is JsonValueKind.String && GoDuration.TryParse(value.GetString()!, out var soak) && soak >= TimeSpan.Zero
            ? soak
            : Refuse(TimeSpan.Zero, path, "must be a duration such as 2h, 90m or 360s");

    private TimeSpan? Deadline(string path, JsonElement value)
    {
        var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : "?";
        if (text is "" or "None")
            return null;
        return GoDuration.BeginsWhole(text) && GoDuration.TryParse(text, out var deadline)
            ? deadline
            : Refuse((TimeSpan?)null, path, "must be None, or a duration that begins with a whole number of h, m or s, such as 2h, 90m or 1h30m");
    }

    private List<MandatoryGroup> Mandatory(string path, JsonElement value) => value.ValueKind is JsonValueKind.Array
        ? [.. value.EnumerateArray().Select((group, at) => Group($"{path}[{at}]", group))]
        : Refuse<List<MandatoryGroup>>([], path, "must be a list of groups, such as [{\"groupName\": \"canary\"}]");

    /// <summary>A group that says nothing is the one of index 0 (OCM's own: the index of a missing field).</summary>
    private MandatoryGroup Group(string path, JsonElement value)
    {
        var group = new MandatoryGroup("", 0);
        if (value.ValueKind is not JsonValueKind.Object)
            return Refuse(group, path, "must be an object with groupName or groupIndex");
        foreach (var member in value.EnumerateObject().Where(member => member.Value.ValueKind is not JsonValueKind.Null))
        {
            var at = $"{path}.{member.Name}";
            group = member.Name switch
            {
                "groupName" when member.Value.ValueKind is JsonValueKind.String => group with { Name = member.Value.GetString()! },
                "groupName" => Refuse(group, at, "must be a string"),
                "groupIndex" when member.Value.ValueKind is JsonValueKind.Number && member.Value.TryGetInt32(out var index) && index >= 0 => group with { Index = index },
                "groupIndex" => Refuse(group, at, "must be a whole number from 0 on"),
                _ => Refuse(group, at, "is no field of a mandatory group"),
            };
        }

        return group;
    }

    private T Refuse<T>(T stand, string path, string message)
    {
        _errors.Add(new FieldError(path, message));
        return stand;
    }
}

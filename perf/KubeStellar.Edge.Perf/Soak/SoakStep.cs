using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Perf.Soak;

/// <summary>
/// One thing that is done, as plain data: a line of a history. No step needs another one before it, so that any part of a history is a history.
/// </summary>
/// <param name="Do">What: a name in <see cref="SoakActions"/>.</param>
internal sealed record SoakStep(string Do)
{
    /// <summary>Number of the edge, where it is done at one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Edge { get; init; }

    /// <summary>Number of the object.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Object { get; init; }

    /// <summary>What else there is to say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Value { get; init; }

    /// <summary>Milliseconds until the next step.</summary>
    public int Then { get; init; }
}

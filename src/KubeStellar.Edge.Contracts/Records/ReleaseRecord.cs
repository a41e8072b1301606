using System.Text.Json.Serialization;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>One published state of a policy: which manifests it had, and on how many edges.</summary>
/// <param name="Number">Rises by one with every release of the policy.</param>
/// <param name="Bundle">The bundle that made it.</param>
/// <param name="Manifests">Edges by manifest digest.</param>
/// <param name="At">When it was published, by the hub's clock.</param>
public sealed record ReleaseRecord(long Number, Digest Bundle, SortedDictionary<string, int> Manifests, DateTimeOffset At)
{
    /// <summary>Content that says which edge got what, a <see cref="RolloutPlanRecord"/>; zero in releases of older hubs, which cannot be gone back to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Digest Plan { get; set; }

    /// <summary>Digest of the policy's bundle and objects that it was made from; zero in releases of older hubs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Digest Inputs { get; set; }

    /// <summary>Why it was made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RolloutCause Cause { get; set; }

    /// <summary>What became of its rollout. <see cref="RolloutPhase.Complete"/> is left out, since releases of older hubs, which knew nothing else, do not name it.</summary>
    [JsonIgnore]
    public RolloutPhase Phase { get; set; } = RolloutPhase.Complete;

    /// <summary>Why it ended so, for people; empty, and left out, when it is complete.</summary>
    [JsonIgnore]
    public string Message { get; set; } = "";

    /// <summary>When its rollout ended; null while it has not, and in releases of older hubs.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary><see cref="Phase"/> as it is written.</summary>
    [JsonInclude, JsonPropertyName("phase")]
    internal RolloutPhase? WrittenPhase
    {
        get => Phase == RolloutPhase.Complete ? null : Phase;
        set => Phase = value ?? RolloutPhase.Complete;
    }

    /// <summary><see cref="Message"/> as it is written.</summary>
    [JsonInclude, JsonPropertyName("message")]
    internal string? WrittenMessage
    {
        get => Message.Length == 0 ? null : Message;
        set => Message = value ?? "";
    }
}

using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>What is known of each object, newest only, and which were made anew and have not been current since.</summary>
internal sealed class ObjectReports(TimeProvider time)
{
    private readonly Dictionary<ObjectKey, ReportObject> _reports = [];
    private readonly HashSet<ObjectKey> _young = [];

    /// <summary>What is known of an object; null before the first look.</summary>
    internal ReportObject? Of(ObjectKey key) => _reports.GetValueOrDefault(key);

    /// <summary>Whether it was made anew by this process and has not been current since.</summary>
    internal bool IsYoung(ObjectKey key) => _young.Contains(key);

    /// <summary>It was made anew.</summary>
    internal void Made(ObjectKey key) => _young.Add(key);

    /// <summary>Forgets an object.</summary>
    internal void Forget(ObjectKey key)
    {
        _reports.Remove(key);
        _young.Remove(key);
    }

    /// <summary>Objects that something is known of.</summary>
    internal IReadOnlyList<ObjectKey> Keys => [.. _reports.Keys];

    /// <summary>It was looked at, after its wanted content was applied.</summary>
    internal ReportObject Seen(ManifestEntry entry, TargetState state, LiveReading? reading, bool told)
    {
        var verdict = told ? Drifted(entry, state, reading) : ObjectRule.Health(entry, state, reading?.Verdict);
        if (verdict.Health is Health.Current)
        {
            _young.Remove(entry.Key);
        }

        return _reports[entry.Key] = new ReportObject
        {
            Content = entry.Content,
            Applied = state.Exists,
            ObservedAfterApply = true,
            Health = verdict.Health,
            Reason = verdict.Reason,
            Message = verdict.Message,
            Conditions = reading?.Conditions,
            Status = reading?.Status,
            Events = verdict.Health is not Health.Current && Of(entry.Key) is { } before && before.Content == entry.Content ? before.Events : null,
            ObservedAt = time.GetUtcNow(),
        };
    }

    /// <summary>The target's events tell why it is not current.</summary>
    internal void Explained(ManifestEntry entry, IReadOnlyList<ReportEvent> events)
    {
        if (Of(entry.Key) is { } report && report.Content == entry.Content)
        {
            _reports[entry.Key] = report with { Events = events.Count > 0 ? events : null };
        }
    }

    /// <summary>It is there, and its health is being asked for. What was seen of the same content before stands until then.</summary>
    internal void Asked(ManifestEntry entry)
    {
        if (Of(entry.Key) is not { ObservedAfterApply: true } known || known.Content != entry.Content)
        {
            Tell(entry.Key, entry.Content, "HealthPending", "the policy's health() is being asked", applied: true);
        }
    }

    /// <summary>It waits for others.</summary>
    internal void Waits(ManifestEntry entry, Blocked blocked) => _reports[entry.Key] = new ReportObject
    {
        Content = entry.Content,
        Health = blocked.Passes ? Health.InProgress : Health.Failed,
        Reason = blocked.Reason,
        Message = blocked.Message,
        ObservedAt = time.GetUtcNow(),
    };

    /// <summary>Something else is to be said of it.</summary>
    /// <param name="key">The object.</param>
    /// <param name="content">The content that this is about.</param>
    /// <param name="reason">Word for machines.</param>
    /// <param name="message">Sentence for people.</param>
    /// <param name="applied">Whether that content is in the target.</param>
    /// <param name="passes">When it is not: whether that only takes time.</param>
    internal void Tell(ObjectKey key, Digest content, string reason, string message, bool applied, bool passes = false) => _reports[key] = new ReportObject
    {
        Content = content,
        Applied = applied,
        Health = applied ? Health.Unknown : passes ? Health.InProgress : Health.Failed,
        Reason = reason,
        Message = message,
        ObservedAt = time.GetUtcNow(),
    };

    private static HealthVerdict Drifted(ManifestEntry entry, TargetState state, LiveReading? reading) => new(
        reading?.Verdict?.Health is Health.Failed ? Health.Failed : Health.InProgress,
        "Drifted",
        !state.Exists ? "It was removed from the target."
            : state.Drifted is { Count: > 0 } fields ? $"It was changed in the target: {DriftText.Of(fields.Where(field => entry.DriftOf(field.Path) is not DriftMode.Ignore))}."
            : "It was changed in the target.");
}

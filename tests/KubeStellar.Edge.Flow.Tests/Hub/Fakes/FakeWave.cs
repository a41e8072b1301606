using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>One wave of a <see cref="FakeRollout"/>: the edges that it takes of those that are left, and its options as a policy host tells them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Takes">Which edges it takes.</param>
internal sealed record FakeWave(string Name, Func<EdgeRecord, bool> Takes)
{
    public bool Gates { get; init; }

    public TimeSpan Soak { get; init; }

    public TimeSpan? Deadline { get; init; }

    public int MaxFailures { get; init; }

    public int? Concurrency { get; init; }

    public TimeSpan Jitter { get; init; }

    /// <summary>How many people must let it open.</summary>
    public int? Approve { get; init; }

    /// <summary>A wave of given edges.</summary>
    public static FakeWave Of(string name, params string[] edges) => new(name, edge => edges.Contains(edge.Id));

    /// <summary>The wave of all edges that are left.</summary>
    public static FakeWave Rest { get; } = new("rest", _ => true);
}

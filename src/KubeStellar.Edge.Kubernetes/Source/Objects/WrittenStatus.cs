namespace KubeStellar.Edge.Kubernetes.Source.Objects;

/// <summary>What came of one object's status.</summary>
/// <param name="Stamp">The stamp of what was wanted; null for none.</param>
/// <param name="Text">What stands there as far as is known here; null for none.</param>
internal sealed record WrittenStatus(object? Stamp, string? Text)
{
    /// <summary>When that was.</summary>
    internal long At { get; init; }

    /// <summary>How long it is left alone after that.</summary>
    internal TimeSpan Pause { get; init; }

    /// <summary>Whether it is as wanted.</summary>
    internal bool Done { get; init; }

    /// <summary>Attempts that failed in a row.</summary>
    internal int Failures { get; init; }

    /// <summary>Why the last one failed; empty when it did not.</summary>
    internal string Fault { get; init; } = "";
}

using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api.Rows;

/// <summary>One object at one edge: what is wanted there, and what is known of it.</summary>
/// <param name="Edge">The edge.</param>
/// <param name="Object">The object, and the policy that it is there for.</param>
/// <param name="Wanted">Its line of the manifest that the edge's root names; null when the root does not name it (any more).</param>
/// <param name="Keep">How much of it edges say by themselves.</param>
/// <param name="Presence">When the edge was heard; null when it was not since this hub started.</param>
/// <param name="Verdict">How far it is, by what is kept here.</param>
internal sealed record ObjectRow(EdgeRecord Edge, AskedObject Object, ManifestEntry? Wanted, StatusKeep Keep, PresenceState? Presence, ObjectVerdict Verdict)
{
    /// <summary>What is known; null when the edge never said anything of it.</summary>
    internal ReportObject? Report { get; init; }

    /// <summary>Where that is from.</summary>
    internal RowSource Source { get; init; }

    /// <summary>The edge's clock when it answered; null when it was not asked, or did not.</summary>
    internal DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>Why it did not answer, or left something away; empty otherwise.</summary>
    internal string Trouble { get; init; } = "";

    /// <summary>Its place in the order of rows.</summary>
    internal string Key => $"{Edge.Id} {Object.Policy} {Object.Key}";
}

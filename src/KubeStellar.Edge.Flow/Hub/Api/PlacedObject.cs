using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>One object that an edge's root names, and how far it is there.</summary>
/// <param name="Edge">Edge.</param>
/// <param name="Policy">Policy that placed it.</param>
/// <param name="Entry">Its line of the manifest.</param>
/// <param name="Reported">What the edge says of it, in a report on this manifest, without its status; null when nothing.</param>
/// <param name="Verdict">How far it is.</param>
internal sealed record PlacedObject(EdgeRecord Edge, PolicyKey Policy, ManifestEntry Entry, ReportObject? Reported, ObjectVerdict Verdict);

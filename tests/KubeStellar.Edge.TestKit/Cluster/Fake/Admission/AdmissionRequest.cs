using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Admission;

/// <summary>What admission is asked about.</summary>
/// <param name="Operation"><c>CREATE</c>, <c>UPDATE</c> or <c>DELETE</c>.</param>
/// <param name="Type">Kind.</param>
/// <param name="Namespace">Namespace; empty for cluster-scoped.</param>
/// <param name="Name">Name.</param>
/// <param name="Subresource">As <c>status</c>; empty for the object itself.</param>
/// <param name="Object">What would be written; a hook may change it. Null for a removal.</param>
/// <param name="Old">What is there; null for a creation.</param>
/// <param name="DryRun">Whether nothing will be written.</param>
/// <param name="User">Who asks.</param>
internal sealed record AdmissionRequest(
    string Operation, ResourceType Type, string Namespace, string Name, string Subresource, JsonObject? Object, JsonObject? Old, bool DryRun, string User);

using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>A hub asks a region what only its own hub knows: a request of the API that changes nothing, answered by <see cref="RegionAnswer"/>.</summary>
public sealed record RegionQuestion : WireRecord
{
    /// <summary>Id of the question; the answer goes to the subject that has it.</summary>
    public required string Id { get; init; }

    /// <summary>Workspace that is asked about.</summary>
    public required string Workspace { get; init; }

    /// <summary>Verb of the API (<see cref="Api.ApiVerbs"/>): <c>get</c> or <c>explain</c>.</summary>
    public required string Verb { get; init; }

    /// <summary>The verb's request. An edge in it is one of the region's, or one below a region inside it: <c>site-1/store-17</c>.</summary>
    public required JsonElement Request { get; init; }
}

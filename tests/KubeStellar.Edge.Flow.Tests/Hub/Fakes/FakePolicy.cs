using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>What a policy's source text means to <see cref="FakeRuntime"/>.</summary>
internal sealed record FakePolicy
{
    public PolicySelection Selects { get; init; } = new();

    public Func<JsonElement, EdgeRecord, bool> Place { get; init; } = (_, _) => true;

    /// <summary>Null leaves the object out.</summary>
    public Func<JsonElement, EdgeRecord, IReadOnlyList<JsonOperation>?>? Customize { get; init; }

    public PolicyFault? LoadFault { get; init; }

    public PolicyFault? PlaceFault { get; init; }
}

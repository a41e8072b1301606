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

    /// <summary>Instead of <see cref="Customize"/>: the operations by a label's value, at next to no cost, so that a measurement is of the flow.</summary>
    public (string Label, Func<string, IReadOnlyList<JsonOperation>> Operations)? ByLabel { get; init; }

    public PolicyFault? LoadFault { get; init; }

    public PolicyFault? PlaceFault { get; init; }
}

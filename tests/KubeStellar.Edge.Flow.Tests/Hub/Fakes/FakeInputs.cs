using System.Text.Json;
using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>Inputs of gates as the test has them.</summary>
internal sealed class FakeInputs : IGateInputs
{
    /// <inheritdoc/>
    public IReadOnlyCollection<InputKind> Kinds => [InputKind.Http];

    /// <summary>What an endpoint gives.</summary>
    public Func<InputRule, Task<JsonElement>> Gives { get; set; } = static _ => Task.FromResult(JsonElement.Parse("0"));

    /// <inheritdoc/>
    public async Task<InputValue> FetchAsync(string workspace, InputRule rule, CancellationToken token) => new(await Gives(rule), "", DateTimeOffset.UnixEpoch);
}

namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>Fetches what gates declared as inputs of given kinds.</summary>
public interface IGateInputs
{
    /// <summary>Kinds that it fetches.</summary>
    IReadOnlyCollection<InputKind> Kinds { get; }

    /// <summary>
    /// Fetches one input. Whatever goes wrong there (no answer in time, no such key, a status that is no success, a value that is too large or no JSON) is a value with
    /// an error, never an exception; only the token's end is.
    /// </summary>
    /// <param name="workspace">Workspace of the policy that declares it.</param>
    /// <param name="rule">What to fetch.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<InputValue> FetchAsync(string workspace, InputRule rule, CancellationToken token);
}

namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>
/// Fetches all that a gate declared, side by side. Each input has its own time; one that hangs, fails or lies costs only itself: it is a value with an error, and what
/// that means is the gate's to say.
/// </summary>
internal sealed class GateInputs(IEnumerable<IGateInputs> sources, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private readonly IGateInputs[] _sources = [.. sources];

    /// <summary>What came of each, by its name.</summary>
    /// <exception cref="OperationCanceledException">The token ended.</exception>
    internal async Task<SortedDictionary<string, InputValue>> FetchAllAsync(string workspace, IReadOnlyList<InputRule> rules, CancellationToken token)
    {
        var values = await Task.WhenAll(rules.Select(rule => FetchAsync(workspace, rule, token)));
        var named = new SortedDictionary<string, InputValue>(StringComparer.Ordinal);
        for (var i = 0; i < values.Length; i++)
        {
            named[rules[i].Name] = values[i];
        }

        return named;
    }

    private async Task<InputValue> FetchAsync(string workspace, InputRule rule, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (Array.Find(_sources, one => one.Kinds.Contains(rule.Kind)) is not { } source)
        {
            return InputLimits.Failed($"this hub fetches no inputs of the kind {rule.Kind}", time.GetUtcNow());
        }

        using var end = new CancellationTokenSource(TimeSpan.FromTicks(Math.Clamp(rule.Timeout.Ticks, 0, Longest.Ticks)), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, token);
        var patience = either.Token;

        // On a thread of its own, and left behind when its time is up: a source that blocks, or does not look at its token, holds up nobody.
        var fetch = Task.Run(() => source.FetchAsync(workspace, rule, patience), patience);
        _ = fetch.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        try
        {
            return InputLimits.Check(await fetch.WaitAsync(patience));
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return InputLimits.Failed($"no answer within {rule.Timeout.TotalSeconds:0.###} s", time.GetUtcNow());
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return InputLimits.Failed($"it could not be fetched: {e.Message}", time.GetUtcNow());
        }
    }
}

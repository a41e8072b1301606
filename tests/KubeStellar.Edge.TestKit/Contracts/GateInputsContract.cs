using KubeStellar.Edge.Flow.State.Rollouts;
using Xunit;

namespace KubeStellar.Edge.TestKit.Contracts;

/// <summary>What whoever fetches inputs of gates does.</summary>
public abstract class GateInputsContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    protected abstract IGateInputs Inputs { get; }

    /// <summary>An input whose value is <c>{"n":1}</c>.</summary>
    protected abstract InputRule Good { get; }

    /// <summary>An input that does not exist.</summary>
    protected abstract InputRule Missing { get; }

    /// <summary>An input whose value is too large.</summary>
    protected abstract InputRule Huge { get; }

    /// <summary>An input that never comes; null where there is none such.</summary>
    protected abstract InputRule? Silent { get; }

    [Fact]
    public async Task A_value_comes_with_its_time()
    {
        var value = await FetchAsync(Good);
        Assert.Equal("", value.Error);
        Assert.Equal("""{"n":1}""", value.Value?.GetRawText());
        Assert.NotEqual(default, value.At);
    }

    [Fact]
    public async Task What_is_not_there_is_an_error_and_not_a_value() => Failed(await FetchAsync(Missing), "");

    [Fact]
    public async Task What_is_too_large_is_an_error() => Failed(await FetchAsync(Huge), "256 KiB");

    [Fact]
    public async Task Silence_ends_with_the_inputs_own_time()
    {
        if (Silent is { } silent)
        {
            Failed(await FetchAsync(silent with { Timeout = TimeSpan.FromMilliseconds(200) }), "0.2 s");
        }
    }

    [Fact]
    public async Task Only_the_callers_end_is_an_exception()
    {
        using var end = new CancellationTokenSource();
        var fetch = Inputs.FetchAsync("default", (Silent ?? Good) with { Timeout = TimeSpan.FromSeconds(100) }, Silent is null ? new CancellationToken(true) : end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch.WaitAsync(Patience));
    }

    protected async Task<InputValue> FetchAsync(InputRule rule) => await Inputs.FetchAsync("default", rule, default).WaitAsync(Patience);

    protected static void Failed(InputValue value, string part)
    {
        Assert.Null(value.Value);
        Assert.NotEqual("", value.Error);
        Assert.Contains(part, value.Error, StringComparison.Ordinal);
    }
}

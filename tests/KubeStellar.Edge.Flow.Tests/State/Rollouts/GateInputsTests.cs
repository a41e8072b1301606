using System.Text.Json;
using KubeStellar.Edge.Flow.State.Rollouts;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts;

public sealed class GateInputsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task All_come_side_by_side_and_one_that_hangs_or_lies_costs_only_itself()
    {
        var hangs = new TaskCompletionSource<InputValue>();
        var source = new Source(InputKind.Http, rule => rule.Source switch
        {
            "good" => Task.FromResult(new InputValue(JsonElement.Parse("""{ "b": 1.50, "a": [1] }"""), "", _time.GetUtcNow())),
            "hangs" => hangs.Task,
            "throws" => throw new InvalidOperationException("a bug"),
            "undefined" => Task.FromResult(new InputValue(default(JsonElement), "", default)),
            "null" => Task.FromResult(new InputValue(null, "", default)),
            "both" => Task.FromResult(new InputValue(JsonElement.Parse("1"), "stale", default)),
            "large" => Task.FromResult(new InputValue(JsonElement.Parse($"\"{new string('x', InputLimits.MaxBytes)}\""), "", default)),
            "deep" => Task.FromResult(new InputValue(Deep(65), "", default)),
            "deepest" => Task.FromResult(new InputValue(Deep(64), "", default)),
            _ => Task.FromResult(new InputValue(JsonElement.Parse("""{"a":1,"a":2}"""), "", default)),
        });
        var inputs = new GateInputs([source], _time);
        var slow = inputs.FetchAllAsync("default", [Rule("hangs")], default);
        string[] names = ["good", "throws", "undefined", "null", "both", "large", "deep", "deepest", "double"];
        var all = inputs.FetchAllAsync("default", [.. names.Select(name => Rule(name)), Rule("other", InputKind.Summary)], default);
        var values = await all.WaitAsync(Patience);
        Assert.False(slow.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("no answer within 5 s", (await slow.WaitAsync(Patience))["hangs"].Error);

        Assert.Equal(names.Append("other").Order(StringComparer.Ordinal), values.Keys);
        Assert.Equal("""{"a":[1],"b":1.50}""", values["good"].Value?.GetRawText());
        Assert.Contains("a bug", values["throws"].Error, StringComparison.Ordinal);
        Assert.Equal("there is no value", values["undefined"].Error);
        Assert.Equal("there is no value", values["null"].Error);
        Assert.Equal("stale", values["both"].Error);
        Assert.Contains("256 KiB", values["large"].Error, StringComparison.Ordinal);
        Assert.Contains("64 levels", values["deep"].Error, StringComparison.Ordinal);
        Assert.Equal("", values["deepest"].Error);
        Assert.Contains("refused", values["double"].Error, StringComparison.Ordinal);
        Assert.Contains("Summary", values["other"].Error, StringComparison.Ordinal);
        Assert.All(values, value => Assert.Equal(value.Value.Error.Length == 0, value.Value.Value is not null));
    }

    [Fact]
    public async Task The_end_of_the_token_ends_all()
    {
        var source = new Source(InputKind.Http, _ => new TaskCompletionSource<InputValue>().Task);
        using var end = new CancellationTokenSource();
        var all = new GateInputs([source], _time).FetchAllAsync("default", [Rule("one")], end.Token);
        await source.Asked(1).WaitAsync(Patience);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all.WaitAsync(Patience));
    }

    [Theory]
    [InlineData("42", false, "42")]
    [InlineData("up and running", false, "\"up and running\"")]
    [InlineData("", false, "\"\"")]
    [InlineData(" {\"a\":1}\n", true, "{\"a\":1}")]
    [InlineData("nonsense", true, null)]
    [InlineData("", true, null)]
    public void Bytes_are_json_or_text(string text, bool json, string? expected) =>
        Assert.Equal(expected, InputLimits.Read(System.Text.Encoding.UTF8.GetBytes(text), json, default).Value?.GetRawText());

    private static JsonElement Deep(int levels) => JsonElement.Parse(new string('[', levels) + new string(']', levels), new JsonDocumentOptions { MaxDepth = 100 });

    private static InputRule Rule(string name, InputKind kind = InputKind.Http) => new() { Name = name, Kind = kind, Source = name };

    private sealed class Source(InputKind kind, Func<InputRule, Task<InputValue>> fetch) : IGateInputs
    {
        private readonly SemaphoreSlim _asked = new(0);

        public IReadOnlyCollection<InputKind> Kinds => [kind];

        public async Task Asked(int times)
        {
            for (var i = 0; i < times; i++)
                await _asked.WaitAsync();
        }

        public Task<InputValue> FetchAsync(string workspace, InputRule rule, CancellationToken token)
        {
            _asked.Release();
            return fetch(rule);
        }
    }
}

using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting.Client;

namespace KubeStellar.Edge.Scripting.Tests.Client;

/// <summary>Policies that mean harm, or are broken: each gets its fault, and the next policy is served.</summary>
public sealed class HostilePolicyTests : IAsyncDisposable
{
    private const int Edges = 50;

    private readonly PolicyRuntime _runtime = RuntimeUnderTest.Create(options =>
    {
        options.CallDeadline = TimeSpan.FromSeconds(1);
        options.KillGrace = TimeSpan.FromSeconds(1);
    });

    [Theory]
    [InlineData("() => { for (;;); }")]
    [InlineData("() => /(a+)+$/.test('a'.repeat(60) + 'b')")]
    [InlineData("() => { try { for (;;); } catch { return true; } finally { for (;;); } }")]
    [InlineData("() => [3, 2, 1].sort(() => { for (;;); })")]
    [InlineData("() => { throw { get name() { for (;;); } }; }")]
    [InlineData("() => { throw new Proxy({}, { get() { for (;;); }, getPrototypeOf() { for (;;); } }); }")]
    public async Task What_never_ends_is_stopped(string place)
    {
        var outcome = await PlaceAsync(place);

        Assert.Equal("TimedOut", outcome.Fault?.Reason);
        await OthersAreServedAsync();
    }

    [Theory]
    [InlineData("() => { const a = []; for (;;) a.push(new Array(1000).fill(1.5)); }")]
    [InlineData("() => { const a = []; let i = 0; for (;;) a.push(('x' + i++).repeat(1000)); }")]
    [InlineData("() => { const a = []; for (;;) a.push({ a }); }")]
    [InlineData("() => { const m = new Map(); for (let i = 0; ; i++) m.set(i, [i]); }")]
    public async Task What_takes_all_memory_is_stopped(string place)
    {
        var outcome = await PlaceAsync(place);

        Assert.Contains(outcome.Fault?.Reason, (string[])["OutOfMemory", "TimedOut"]);
        Assert.Matches(@"\.js:\d+:\d+$", outcome.Fault!.Location);
        await OthersAreServedAsync();
    }

    [Theory]
    [InlineData("() => { throw new Error('no such thing') }", "Error: no such thing")]
    [InlineData("() => null.x", "TypeError")]
    [InlineData("() => { throw null }", "null was thrown")]
    [InlineData("() => { throw undefined }", "undefined was thrown")]
    [InlineData("() => { throw 'a text' }", "a text")]
    [InlineData("() => { throw Symbol('s') }", "Symbol(s)")]
    [InlineData("() => { throw {} }", "an object that is no Error")]
    [InlineData("() => { throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } }) }", "cannot be read")]
    [InlineData("() => { throw { name: 1, message: [], stack: {} } }", "an object that is no Error")]
    [InlineData("() => { const f = () => f(); return f(); }", "RangeError")]
    [InlineData("(object) => { object.spec.replicas = 3 }", "read only")]
    [InlineData("(object, edge) => { edge.labels.size = 'x' }", "read only")]
    [InlineData("() => [].constructor.constructor('return 1')()", "code from strings")]
    [InlineData("() => { globalThis.count = 1 }", "not extensible")]
    [InlineData("() => { Array.prototype.map = 1 }", "read only")]
    [InlineData("() => Array.prototype.fill.call({ length: 1e15 })", "RangeError")]
    public async Task What_is_thrown_is_told(string place, string message)
    {
        var (fault, edges) = Only(await PlaceAsync(place));

        Assert.Equal("Threw", fault.Reason);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Contains("place, for edge edge-0:", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/", fault.Location, StringComparison.Ordinal);
        Assert.Equal(Edges, edges.Count);
    }

    [Fact]
    public async Task An_error_has_its_place()
    {
        var (fault, _) = Only(await PlaceAsync("() => {\n    throw new Error('x');\n  }"));
        Assert.Equal("main.js:5:11", fault.Location);
    }

    [Theory]
    [InlineData("() => 'yes'")]
    [InlineData("() => 1")]
    [InlineData("() => ({})")]
    [InlineData("() => null")]
    [InlineData("() => Promise.resolve(true)")]
    [InlineData("() => ({ placed: true, reason: 'no verdict of the library' })")]
    public async Task Only_true_false_and_verdicts_place(string place) => Assert.Equal("BadResult", Only(await PlaceAsync(place)).Fault.Reason);

    [Theory]
    [InlineData("o => { o.spec.x = NaN }", "spec.x")]
    [InlineData("o => { o.spec.x = () => 1 }", "spec.x")]
    [InlineData("o => { o.spec.x = new Map() }", "no plain object")]
    [InlineData("o => { o.spec.x = o }", "circle")]
    [InlineData("o => { const a = {}; a.a = a; o.spec.x = a }", "circle")]
    [InlineData("o => { o.spec.x = Array.from({ length: 20 }, () => 'y'.repeat(1000000)) }", "larger")]
    [InlineData("o => o.spec.replicas = 3", "braces")]
    [InlineData("o => { o.spec.replicas = 3; return { spec: {} } }", "both|one of the two")]
    [InlineData("() => []", "an array")]
    [InlineData("() => Promise.resolve()", "neither")]
    public async Task What_is_no_variant_is_refused(string customize, string message)
    {
        var outcome = await CustomizeAsync(customize);

        Assert.True(outcome.Ok, outcome.Fault?.Message);
        Assert.Empty(outcome.Value.Groups);
        var (fault, edges) = Assert.Single(outcome.Value.Failed);
        Assert.Equal("BadResult", fault.Reason);
        Assert.Contains(message.Split('|'), part => fault.Message.Contains(part, StringComparison.Ordinal));
        Assert.Equal(Edges, edges.Count);
    }

    [Fact]
    public async Task The_prototype_of_a_draft_stays()
    {
        var outcome = await CustomizeAsync("o => { Object.setPrototypeOf(o, new Proxy({}, { get() { for (;;); } })); return o.anything }");
        Assert.Contains("prototype", Assert.Single(outcome.Value!.Failed).Fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_beyond_the_limit_share_one()
    {
        var outcome = await PlaceAsync("(object, edge) => { throw new Error(`case ${Math.sqrt(edge.id.split('-')[1])}`); }");

        Assert.True(outcome.Ok, outcome.Fault?.Message);
        Assert.Equal(17, outcome.Value.Failed.Count);
        Assert.Equal(Edges, outcome.Value.Failed.Sum(failed => failed.Edges.Count));
        Assert.Equal(0, outcome.Value.Edges.Count);
    }

    [Theory]
    [InlineData("() => new Proxy({}, { ownKeys() { for (;;); }, getPrototypeOf() { for (;;); } })")]
    [InlineData("o => { o.spec.x = { get y() { for (;;); } } }")]
    public async Task A_hostile_result_is_stopped(string customize)
    {
        Assert.Equal("TimedOut", (await CustomizeAsync(customize)).Fault?.Reason);
        await OthersAreServedAsync();
    }

    [Theory]
    [InlineData("() => calls++ < 3")]
    [InlineData("(object, edge) => { seen.push(edge.id); return seen.length % 2 === 0 }")]
    public async Task A_policy_that_remembers_is_refused(string place)
    {
        var outcome = await PlaceAsync(place, "let calls = 0; const seen = [];");
        Assert.Equal("Impure", outcome.Fault?.Reason);
        Assert.Contains("edge-", outcome.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customize_that_remembers_is_refused() =>
        Assert.Equal("Impure", (await CustomizeAsync("o => { o.spec.replicas = calls++ }", "let calls = 5;")).Fault?.Reason);

    [Fact]
    public async Task Clock_chance_locale_and_code_from_strings_are_not_there()
    {
        var outcome = await PlaceAsync("() => [typeof Date, typeof Intl, typeof WebAssembly, typeof SharedArrayBuffer, typeof Atomics, typeof eval, typeof WeakRef, typeof console, typeof Math.random, typeof ''.localeCompare, typeof fetch, typeof require, typeof setTimeout].every(t => t === 'undefined')");
        Assert.True(outcome.Ok, outcome.Fault?.Message);
        Assert.Equal(Edges, outcome.Value.Edges.Count);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _runtime.DisposeAsync();

    /// <summary>The one fault that an answer names.</summary>
    private static EdgeFault Only(PolicyOutcome<Placement> outcome)
    {
        Assert.True(outcome.Ok, outcome.Fault?.Message);
        Assert.Equal(0, outcome.Value.Edges.Count);
        return Assert.Single(outcome.Value.Failed);
    }

    private async Task<PolicyOutcome<Placement>> PlaceAsync(string place, string before = "")
    {
        await RuntimeUnderTest.FillAsync(_runtime, Edges);
        var bundle = await RuntimeUnderTest.PolicyAsync(_runtime, place, before: before);
        return await _runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(Edges), default);
    }

    private async Task<PolicyOutcome<Customization>> CustomizeAsync(string customize, string before = "")
    {
        await RuntimeUnderTest.FillAsync(_runtime, Edges);
        var bundle = await RuntimeUnderTest.PolicyAsync(_runtime, customize: customize, before: before);
        return await _runtime.CustomizeAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(Edges), null, default);
    }

    private async Task OthersAreServedAsync()
    {
        await RuntimeUnderTest.FillAsync(_runtime, 10_000);
        var good = await RuntimeUnderTest.PolicyAsync(_runtime, "(object, edge) => edge.labels.size === 'large'");
        var placed = await _runtime.PlaceAsync(good, RuntimeUnderTest.Workload, RuntimeUnderTest.All(10_000), default);
        Assert.Equal(3334, placed.Value?.Edges.Count);
    }
}

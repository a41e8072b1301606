using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Daemon.Cli;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Commands;

public sealed class EventsCommandTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly List<AuditEntry> _stream = [];

    public EventsCommandTests()
    {
        Digest? before = null;
        for (var i = 1; i <= 25; i++)
        {
            var record = EventChain.Link(
                new EventRecord { Kind = "policy.applied", Subject = "p" + i, Workspace = "shop", Actor = "ann", At = CliRun.Start.AddMinutes(i) }, i, before);
            before = record.Chain;
            _stream.Add(new AuditEntry((ulong)i, Subjects.Event(record.Kind, record.Subject), JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.EventRecord)));
        }

        // Ten messages a page, so that a break between two pages is one too.
        _run.Hub.Answer = (verb, body) =>
        {
            Assert.Equal(ApiVerbs.Audit, verb);
            var after = JsonSerializer.Deserialize(body, ContractsJson.Default.AuditRequest)!.After;
            var page = _stream.Where(one => one.Sequence > after).Take(10).ToList();
            var result = new AuditResult { Entries = page, First = 1, Position = page.Count > 0 ? page[^1].Sequence : after, Newest = 25, Created = CliRun.Start };
            return new ApiReply { Result = JsonSerializer.SerializeToElement(result, ContractsJson.Default.AuditResult) };
        };
    }

    [Fact]
    public async Task A_chain_that_holds_is_said_with_its_ends_and_its_head()
    {
        Assert.Equal(CliExit.Ok, await _run.RunAsync("events", "verify"));
        Assert.Equal("25 events checked, from number 1 (sequence 1, 2026-03-01T12:01:00Z) to number 25 (sequence 25, 2026-03-01T12:25:00Z): the chain holds", _run.Lines[0]);
        Assert.StartsWith("head ", _run.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_event_is_named_and_the_exit_code_says_it()
    {
        _stream.RemoveAt(9);
        Assert.Equal(CliExit.Difference, await _run.RunAsync("events", "verify"));
        Assert.Equal("missing at sequence 10, 2026-03-01T12:09:00Z, kse.events.policy.applied.p9: the message 10 is missing, number 10", _run.Lines[0]);
        Assert.Contains("24 events checked", _run.Lines[1], StringComparison.Ordinal);
        Assert.Contains("the chain is broken in 1 place", _run.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_begins_where_it_is_told_and_answers_programs()
    {
        _stream.RemoveAt(3);
        Assert.Equal(CliExit.Ok, await _run.RunAsync("events", "verify", "--from", "12", "-o", "json"));
        var told = JsonElement.Parse(_run.Out);
        Assert.True(told.GetProperty("holds").GetBoolean());
        Assert.Equal((14L, 12L), (told.GetProperty("checked").GetInt64(), told.GetProperty("from").GetProperty("number").GetInt64()));
        Assert.Equal(64, told.GetProperty("head").GetString()!.Length);
    }

    [Fact]
    public async Task Breaks_are_listed_for_programs()
    {
        _stream[4] = _stream[4] with { Body = [.. _stream[4].Body.Select(b => b == (byte)'a' ? (byte)'e' : b)] };
        Assert.Equal(CliExit.Difference, await _run.RunAsync("events", "verify", "-o", "json"));
        var told = JsonElement.Parse(_run.Out);
        Assert.False(told.GetProperty("holds").GetBoolean());
        Assert.Equal(5, told.GetProperty("breaks")[0].GetProperty("sequence").GetInt32());
    }

    [Fact]
    public async Task A_stream_without_events_is_said_so()
    {
        _run.Hub.Answer = (_, _) => new ApiReply { Result = JsonSerializer.SerializeToElement(new AuditResult(), ContractsJson.Default.AuditResult) };
        Assert.Equal(CliExit.Ok, await _run.RunAsync("events", "verify"));
        Assert.Equal("the audit stream holds no events\n", _run.Out);
    }

    public void Dispose() => _run.Dispose();
}

using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Audit;

namespace KubeStellar.Edge.Flow.Tests.State.Audit;

public sealed class ChainVerifierTests
{
    [Fact]
    public void A_chain_that_nobody_touched_holds()
    {
        var chain = AuditSample.Chain(20);
        var report = AuditSample.Verify(chain);
        Assert.Empty(report.Breaks);
        Assert.Equal((20L, 0L, 0L), (report.Checked, report.Unchained, report.Broken));
        Assert.Equal((1UL, 1L, AuditSample.Start), (report.First!.Sequence, report.First.Number!.Value, report.First.Time!.Value));
        Assert.Equal((20UL, 20L), (report.Last!.Sequence, report.Last.Number!.Value));
        Assert.Equal(AuditSample.Record(chain[^1]).Chain, report.Head);
    }

    [Fact]
    public void An_empty_stream_is_none()
    {
        var report = AuditSample.Verify([]);
        Assert.Equal((0L, null, null, null), (report.Checked, report.First, report.Last, report.Head));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(18)]
    public void An_event_that_was_removed_is_named(int index)
    {
        var chain = AuditSample.Chain(20);
        chain.RemoveAt(index);
        var one = Only(AuditSample.Verify(chain));
        Assert.Equal((ChainBreaks.Missing, (ulong)index + 1), (one.What, one.Sequence));
        Assert.Equal((AuditSample.Start.AddSeconds(index - 1), $"kse.events.workload.applied.object-{index}"), (one.Time!.Value, one.Subject));
        Assert.Contains($"number {index + 1}", one.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_that_were_removed_are_one_gap_and_the_last_ones_are_missed_too()
    {
        var chain = AuditSample.Chain(20);
        chain.RemoveRange(5, 3);
        chain.RemoveRange(chain.Count - 2, 2);
        var report = AuditSample.Verify(chain, newest: 20);
        Assert.Equal([(ChainBreaks.Missing, 6UL), (ChainBreaks.Missing, 19UL)], report.Breaks.Select(one => (one.What, one.Sequence)));
        Assert.Contains("numbers 6 to 8", report.Breaks[0].Message, StringComparison.Ordinal);
        Assert.Contains("19 to 20 are missing, at the end", report.Breaks[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_was_stored_again_without_an_event_misses_its_number()
    {
        var chain = AuditSample.Chain(20);
        chain.RemoveAt(9);
        var again = chain.Select((entry, i) => entry with { Sequence = (ulong)i + 1 });
        var one = Only(AuditSample.Verify(again));
        Assert.Equal((ChainBreaks.Missing, 10UL), (one.What, one.Sequence));
        Assert.Contains("number 10 is not where", one.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"ann\"", "\"eve\"")]
    [InlineData("1.10,", "1.1,")]
    [InlineData("\"number\":8", "\"number\":80")]
    [InlineData("object-8\",\"w", "object-9\",\"w")]
    [InlineData("\"v\":1,", "\"v\":1,\"more\":true,")]
    [InlineData("\"v\":1,", "\"v\":1,\"v\":1,")]
    public void An_event_that_was_edited_is_named_and_no_other(string from, string to)
    {
        var chain = AuditSample.Chain(20);
        var edited = AuditSample.Edit(chain[7], from, to);
        Assert.False(edited.Body.AsSpan().SequenceEqual(chain[7].Body));
        chain[7] = edited;
        var one = Only(AuditSample.Verify(chain));
        Assert.Equal((ChainBreaks.Edited, 8UL, chain[7].Subject), (one.What, one.Sequence, one.Subject));
    }

    [Fact]
    public void One_that_was_taken_from_the_chain_is_named_once()
    {
        var chain = AuditSample.Chain(20);
        chain[7] = AuditSample.Entry(AuditSample.Record(chain[7]) with { Chain = null, Number = null, Previous = null }, 8);
        var one = Only(AuditSample.Verify(chain));
        Assert.Equal((ChainBreaks.Inserted, 8UL), (one.What, one.Sequence));
    }

    [Fact]
    public void One_whose_chain_value_was_computed_anew_shows_at_the_next()
    {
        var chain = AuditSample.Chain(20);
        var before = AuditSample.Record(chain[7]);
        chain[7] = AuditSample.Entry(EventChain.Link(before with { Actor = "eve" }, before.Number!.Value, before.Previous), 8);
        var one = Only(AuditSample.Verify(chain));
        Assert.Equal((ChainBreaks.Edited, 9UL), (one.What, one.Sequence));
        Assert.Contains("the event before it was written anew", one.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_lies_under_another_subject_was_edited()
    {
        var chain = AuditSample.Chain(5);
        chain[2] = chain[2] with { Subject = "kse.events.workload.applied._other" };
        Assert.Equal(ChainBreaks.Edited, Only(AuditSample.Verify(chain)).What);
    }

    [Theory]
    [InlineData("{\"kind\":\"workload.applied\",\"subject\":\"x\"}")]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("")]
    public void What_somebody_else_wrote_is_named_and_the_chain_goes_on(string body)
    {
        var chain = AuditSample.Chain(10);
        var more = AuditSample.Chain(5, number: 11, sequence: 12, before: AuditSample.Record(chain[^1]));
        var one = Only(AuditSample.Verify([.. chain, new AuditEntry(11, "kse.events.x._y", System.Text.Encoding.UTF8.GetBytes(body)), .. more]));
        Assert.Equal((ChainBreaks.Inserted, 11UL, "kse.events.x._y"), (one.What, one.Sequence, one.Subject));
    }

    [Fact]
    public void An_event_that_is_there_twice_and_two_that_changed_places_are_named()
    {
        var chain = AuditSample.Chain(6);
        var more = AuditSample.Chain(3, number: 7, sequence: 8, before: AuditSample.Record(chain[^1]));
        var twice = Only(AuditSample.Verify([.. chain, chain[2] with { Sequence = 7 }, .. more]));
        Assert.Equal((ChainBreaks.Moved, 7UL), (twice.What, twice.Sequence));

        var swapped = AuditSample.Chain(6);
        (swapped[2], swapped[3]) = (swapped[3] with { Sequence = 3 }, swapped[2] with { Sequence = 4 });
        Assert.Equal([(ChainBreaks.Missing, 3UL), (ChainBreaks.Moved, 4UL)], AuditSample.Verify(swapped).Breaks.Select(one => (one.What, one.Sequence)));
    }

    [Fact]
    public void A_stream_that_dropped_its_oldest_holds_from_the_first_that_is_kept()
    {
        var report = AuditSample.Verify(AuditSample.Chain(20).Skip(12));
        Assert.Empty(report.Breaks);
        Assert.Equal(13L, report.First!.Number);
    }

    [Fact]
    public void What_the_stream_drops_while_it_is_read_is_no_gap()
    {
        var chain = AuditSample.Chain(20);
        var verifier = new ChainVerifier();
        foreach (var entry in chain.Take(5))
            verifier.Take(entry, kept: 1);
        foreach (var entry in chain.Skip(9))
            verifier.Take(entry, kept: 10);
        Assert.Empty(verifier.End(20).Breaks);
    }

    [Fact]
    public void Events_of_an_older_hub_are_counted_at_the_front_and_nowhere_else()
    {
        var old = Enumerable.Range(1, 3).Select(i => AuditSample.Entry(AuditSample.Event("old-" + i), (ulong)i)).ToList();
        var report = AuditSample.Verify([.. old, .. AuditSample.Chain(4, sequence: 4)]);
        Assert.Empty(report.Breaks);
        Assert.Equal((7L, 3L), (report.Checked, report.Unchained));

        // Taken out of the chain they were in, they are not old.
        var cut = AuditSample.Chain(7);
        var stripped = cut.Take(3).Select(entry => AuditSample.Entry(AuditSample.Record(entry) with { Chain = null, Number = null, Previous = null }, entry.Sequence));
        var one = Only(AuditSample.Verify([.. stripped, .. cut.Skip(3)]));
        Assert.Equal((ChainBreaks.Edited, 4UL), (one.What, one.Sequence));
    }

    [Fact]
    public void A_chain_that_begins_in_the_midst_of_another_is_named()
    {
        var one = Only(AuditSample.Verify([.. AuditSample.Chain(5), .. AuditSample.Chain(5, sequence: 6)]));
        Assert.Equal((ChainBreaks.Begun, 6UL), (one.What, one.Sequence));
    }

    [Fact]
    public void A_stream_of_nothing_but_rubbish_has_a_hundred_breaks_told_and_all_counted()
    {
        var report = AuditSample.Verify([.. AuditSample.Chain(1), .. Enumerable.Range(2, 250).Select(i => new AuditEntry((ulong)i, "kse.events.a._b", [0xff]))]);
        Assert.Equal((100, 250L), (report.Breaks.Count, report.Broken));
    }

    [Fact]
    public void A_record_keeps_its_chain_over_a_newer_versions_members()
    {
        var entry = AuditSample.Edit(AuditSample.Entry(AuditSample.Event("a"), 1), "\"v\":1,", "\"v\":1,\"newer\":{\"b\":2,\"a\":1.0},");
        var linked = EventChain.Link(AuditSample.Record(entry), 1, null);
        Assert.Empty(AuditSample.Verify([AuditSample.Entry(linked, 1)]).Breaks);
        Assert.NotEqual(Digest.Of("x"u8), linked.Chain);
    }

    private static ChainBreak Only(ChainReport report)
    {
        var one = Assert.Single(report.Breaks);
        Assert.Equal(1, report.Broken);
        return one;
    }
}

using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Audit;

/// <summary>
/// Goes through the audit stream once and says where it is not as it was written. The first event that is kept is taken as it is: the stream drops its oldest by age and
/// size, which is no gap. From there on sequences, numbers and chain values have to follow each other. Public, because who verifies stands outside the hub.
/// </summary>
public sealed class ChainVerifier
{
    private const int MostBreaks = 100;
    private readonly List<ChainBreak> _breaks = [];
    private long _checked;
    private long _unchained;
    private long _broken;
    private ChainPlace? _first;
    private ChainPlace? _last;
    private long? _number;
    private Digest? _chain;
    private bool _edited;
    private long _strange;
    private string _subject = "";

    /// <summary>Takes the next message.</summary>
    /// <param name="entry">The message.</param>
    /// <param name="kept">The oldest sequence that the stream kept when this was read: what it dropped by itself meanwhile is no gap.</param>
    public void Take(AuditEntry entry, ulong kept = 0)
    {
        var said = ChainedEvent.Read(entry);
        var gap = _last is { } last && entry.Sequence > last.Sequence + 1 ? entry.Sequence - last.Sequence - 1 : 0;
        if (gap > 0 && kept > _last!.Sequence + 1)
            (gap, _number, _chain) = (0, null, null);
        _checked++;
        if (said.Linked)
            Follow(entry, said, gap);
        else
            Stand(entry, said, gap);

        var place = new ChainPlace(entry.Sequence, said.Number, said.Time);
        (_first, _last, _subject) = (_first ?? place, place, entry.Subject);
    }

    /// <summary>What came of it.</summary>
    /// <param name="newest">Sequence of the newest message that the stream ever took.</param>
    public ChainReport End(ulong newest)
    {
        if (_last is { } last && newest > last.Sequence)
            Gone(last.Sequence + 1, newest, "at the end");
        return new ChainReport
        {
            Checked = _checked,
            Unchained = _unchained,
            First = _first,
            Last = _last,
            Head = _chain,
            Breaks = _breaks,
            Broken = _broken,
        };
    }

    /// <summary>An event with a place in the chain.</summary>
    private void Follow(AuditEntry entry, ChainedEvent said, ulong gap)
    {
        var number = said.Number!.Value;
        if (said.Wrong is { } wrong)
        {
            Edited(entry, said, wrong, gap);
            return;
        }

        if (_number is not { } before)
        {
            Anchor(entry, said, gap);
        }
        else if (number == before + 1)
        {
            // With a gap of the stream but none of the numbers, what is missing was none of the chain's.
            if (gap > 0)
                Gone(entry.Sequence - gap, entry.Sequence - 1, $"before number {number}");
            if (!_edited && said.Previous != _chain)
                Break(entry, said, ChainBreaks.Edited, $"the event before it was written anew: this one follows {Short(said.Previous)}, and there stands {Short(_chain)}");
        }
        else if (number > before + 1)
        {
            if (gap > 0)
                Gone(entry.Sequence - gap, entry.Sequence - 1, Numbers(before + 1, number - 1));
            else if (number - before - 1 != _strange) // else they stand there, without their place in the chain, and were told of
                Break(entry, said, ChainBreaks.Missing, $"{Numbers(before + 1, number - 1)} {Is(number - before - 1)} not where the stream had it");
        }
        else
        {
            Misplaced(entry, said, number, before, gap);
            return;
        }

        (_number, _chain, _edited, _strange) = (number, said.Chain, false, 0);
    }

    /// <summary>Nothing that it says is believed, its number neither; what follows is judged as if it stood where it should.</summary>
    private void Edited(AuditEntry entry, ChainedEvent said, string wrong, ulong gap)
    {
        if (gap > 0)
            Gone(entry.Sequence - gap, entry.Sequence - 1, "before one that was edited");
        Break(entry, said, ChainBreaks.Edited, wrong);
        (_number, _edited) = (_number is { } before ? before + (long)gap + 1 : said.Number, true);
    }

    private void Anchor(AuditEntry entry, ChainedEvent said, ulong gap)
    {
        if (gap > 0)
            Gone(entry.Sequence - gap, entry.Sequence - 1, $"before number {said.Number}");
        if (_unchained > 0 && said.Number != 1)
            Break(entry, said, ChainBreaks.Edited, $"it is number {said.Number} of its chain, and what lies before it has no place in it");
    }

    private void Misplaced(AuditEntry entry, ChainedEvent said, long number, long before, ulong gap)
    {
        if (gap > 0)
            Gone(entry.Sequence - gap, entry.Sequence - 1, $"after number {before}");
        if (number == 1 && said.Previous is null)
        {
            Break(entry, said, ChainBreaks.Begun, $"a chain begins here, and the one before had come to number {before}");
            (_number, _chain, _edited) = (number, said.Chain, false);
        }
        else
        {
            Break(entry, said, ChainBreaks.Moved, $"number {number} stands after number {before}: it was moved, or stored a second time");
        }
    }

    /// <summary>A message without a place in the chain: of an older hub at the front, and nobody's anywhere else.</summary>
    private void Stand(AuditEntry entry, ChainedEvent said, ulong gap)
    {
        if (gap > 0)
            Gone(entry.Sequence - gap, entry.Sequence - 1, "before a message without a place in the chain");
        if (_number is null && said.Wrong is null)
            _unchained++;
        else
            Strange(entry, said);
    }

    private void Strange(AuditEntry entry, ChainedEvent said)
    {
        _strange++;
        Break(entry, said, ChainBreaks.Inserted, said.Wrong ?? "it has no place in the chain: no hub wrote it, or it was taken from it");
    }

    private void Gone(ulong from, ulong to, string where) => Add(new ChainBreak(
        from,
        ChainBreaks.Missing,
        _last?.Time,
        _subject,
        (to == from ? $"the message {from} is missing" : $"the messages {from} to {to} are missing") + $", {where}"));

    private void Break(AuditEntry entry, ChainedEvent said, string what, string message) =>
        Add(new ChainBreak(entry.Sequence, what, said.Time, entry.Subject, message));

    private void Add(ChainBreak one)
    {
        _broken++;
        if (_breaks.Count < MostBreaks)
            _breaks.Add(one);
    }

    private static string Numbers(long from, long to) => from == to ? $"number {from}" : $"numbers {from} to {to}";

    private static string Is(long count) => count == 1 ? "is" : "are";

    private static string Short(Digest? digest) => digest is { } one ? one.ToString()[..12] : "nothing";
}

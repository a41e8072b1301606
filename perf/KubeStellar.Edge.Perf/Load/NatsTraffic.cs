using System.Collections.Concurrent;
using System.Text;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>
/// Reads one direction of a NATS connection as its bytes pass, and counts messages and bytes by what they are about: subjects by their last token, answers by
/// the question, everything else by its verb (<c>PING</c>, <c>SUB</c> ...). Protocol lines count with the message they announce.
/// </summary>
/// <param name="questions">What each reply subject was made for; shared with the other direction.</param>
internal sealed class NatsTraffic(ConcurrentDictionary<string, string> questions)
{
    private const int LongestLine = 64 * 1024;
    private readonly ConcurrentDictionary<string, (long Messages, long Bytes)> _kinds = new(StringComparer.Ordinal);
    private readonly List<byte> _line = [];
    private long _skip;

    /// <summary>Messages and bytes so far, by what they are about.</summary>
    public IReadOnlyDictionary<string, (long Messages, long Bytes)> Kinds => new Dictionary<string, (long Messages, long Bytes)>(_kinds, StringComparer.Ordinal);

    /// <summary>Another connection begins: what was left of the one before is not continued.</summary>
    public void Begin()
    {
        _line.Clear();
        _skip = 0;
    }

    /// <summary>Takes bytes as they come, however they are cut.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_skip > 0)
            {
                var some = (int)Math.Min(_skip, bytes.Length);
                _skip -= some;
                bytes = bytes[some..];
                continue;
            }

            var end = bytes.IndexOf((byte)'\n');
            _line.AddRange(end < 0 ? bytes : bytes[..(end + 1)]);
            if (_line.Count > LongestLine)
                throw new InvalidOperationException("this is no NATS connection, or it speaks TLS");
            if (end < 0)
                return;
            bytes = bytes[(end + 1)..];
            Line(Encoding.ASCII.GetString([.. _line]));
            _line.Clear();
        }
    }

    // PUB subject [reply] size, HPUB subject [reply] headers size, MSG subject sid [reply] size, HMSG subject sid [reply] headers size.
    private void Line(string line)
    {
        var parts = line.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var verb = parts.Length > 0 ? parts[0] : "";
        var fixedParts = verb switch { "PUB" => 3, "HPUB" => 4, "MSG" => 4, "HMSG" => 5, _ => 0 };
        if (fixedParts == 0)
        {
            Count(verb, line.Length);
            return;
        }

        _skip = long.Parse(parts[^1], System.Globalization.CultureInfo.InvariantCulture) + 2;
        var kind = KindOf(parts[1]);
        if (parts.Length > fixedParts)
            questions[parts[verb.EndsWith("PUB", StringComparison.Ordinal) ? 2 : 3]] = kind;
        Count(kind, line.Length + _skip);
    }

    private string KindOf(string subject) =>
        questions.TryRemove(subject, out var question) ? "answer to " + question : subject[(subject.LastIndexOf('.') + 1)..];

    private void Count(string kind, long bytes) => _kinds.AddOrUpdate(kind, (1, bytes), (_, was) => (was.Messages + 1, was.Bytes + bytes));
}

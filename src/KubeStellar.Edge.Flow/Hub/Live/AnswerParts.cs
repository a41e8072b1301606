using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.Hub.Live;

/// <summary>
/// Puts together what an edge answers to one question. The edge may be a stolen one: of what it says only that counts which was asked, of the edge that was asked. Not safe for several threads.
/// </summary>
internal sealed class AnswerParts(string edge, string id, IReadOnlyCollection<AskedObject> asked, int maxBytes)
{
    private readonly HashSet<AskedObject> _asked = [.. asked];
    private readonly HashSet<int> _seen = [];
    private int _parts;
    private long _bytes;

    /// <summary>What was answered so far.</summary>
    internal Dictionary<AskedObject, AnsweredObject> Answered { get; } = [];

    /// <summary>The edge's clock when it answered.</summary>
    internal DateTimeOffset At { get; private set; }

    /// <summary>Why there will be no answer; empty while there may be one.</summary>
    internal string Refused { get; private set; } = "";

    /// <summary>Takes one part; true when nothing more is to come.</summary>
    internal bool Take(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return Refuse("nobody listens there now");
        _bytes += body.Length;
        if (_bytes > maxBytes)
            return Refuse($"its answer has more than {maxBytes} bytes");
        if (Read(body) is not { } part)
            return Refuse("its answer cannot be read; its daemon may be older than this hub");
        if (part.Edge != edge || part.Id != id)
            return Refuse("it answered for another edge, or to another question");
        if (part.Refused is { } why)
            return Refuse(why.Length > 500 ? why[..500] + "..." : why);
        if (part.Parts is < 1 or > StatusAnswer.MostParts || part.Part < 0 || part.Part >= part.Parts || (_parts > 0 && part.Parts != _parts))
            return Refuse("the parts of its answer do not fit together");
        _parts = part.Parts;
        if (!_seen.Add(part.Part))
            return false;
        At = part.At;
        foreach (var one in part.Objects.Where(one => _asked.Contains(one.Object)))
            Answered[one.Object] = one;
        return _seen.Count == _parts;
    }

    private bool Refuse(string why)
    {
        Refused = why;
        return true;
    }

    private static StatusAnswer? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return WireJson.Read(body.Span, ContractsJson.Default.StatusAnswer);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

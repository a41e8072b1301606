using System.Globalization;
using System.Text;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>
/// The bytes that a hub signs with the key of its roots, when it orders an edge to do something by a message that is no root: whoever else has rights in the account can then
/// send an edge what he likes, and it obeys nothing of it. They begin like nothing else that this key signs.
/// </summary>
public static class CommandSeal
{
    /// <summary>An answer to one request of the edge. The reply subject is the edge's own for this request alone, so no answer can be played back.</summary>
    /// <param name="edge">The edge.</param>
    /// <param name="reply">Subject of the answer.</param>
    /// <param name="body">The answer.</param>
    public static byte[] Answer(string edge, string reply, ReadOnlySpan<byte> body) => Encoding.UTF8.GetBytes($"kse-answer-1\n{edge}\n{reply}\n{Digest.Of(body)}");

    /// <summary>A refusal of one request of the edge.</summary>
    /// <param name="edge">The edge.</param>
    /// <param name="reply">Subject of the answer.</param>
    /// <param name="retryAfter">Value of <see cref="Headers.RetryAfter"/>; empty for none.</param>
    /// <param name="error">Value of <see cref="Headers.Error"/>.</param>
    public static byte[] Refusal(string edge, string reply, string retryAfter, string error) => Encoding.UTF8.GetBytes($"kse-refusal-1\n{edge}\n{reply}\n{retryAfter}\n{error}");

    /// <summary>Answers and refusals that were signed together: the root of the Merkle tree over them.</summary>
    public static byte[] Together(Digest root) => Encoding.UTF8.GetBytes($"kse-answers-1\n{root}");

    /// <summary>A live question.</summary>
    /// <param name="edge">The edge.</param>
    /// <param name="what">What is asked, the last token of the subject.</param>
    /// <param name="id">Its id, which is used once.</param>
    /// <param name="at">When it was asked by the hub's clock, in Unix milliseconds: an edge takes none from before it last heard from its hub.</param>
    /// <param name="body">The question.</param>
    public static byte[] Question(string edge, string what, string id, long at, ReadOnlySpan<byte> body) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"kse-ask-1\n{edge}\n{what}\n{id}\n{at}\n{Digest.Of(body)}"));
}

using System.Text;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>What a device signs when it asks to join, so that nobody can ask with a key that they only saw.</summary>
public static class JoinProof
{
    /// <summary>The message: token, id and exchange key, and whether it comes as a successor.</summary>
    public static byte[] Message(string tokenId, string edge, string exchangeKey, bool replace) =>
        Encoding.UTF8.GetBytes($"kse-join-1\n{tokenId}\n{edge}\n{exchangeKey}{(replace ? "\nreplace" : "")}");
}

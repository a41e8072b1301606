using System.Globalization;
using System.Text;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>
/// One hand-over of the key that signs a hub's roots. The hand-overs of a hub are a chain from the key that it began with to the one that signs now: whoever trusts any key of it
/// can follow to its end.
/// </summary>
/// <param name="Serial">1 for the first of a hub, and one more for each after it.</param>
/// <param name="From">Public key that hands over (NKey text form).</param>
/// <param name="To">Public key that signs from then on.</param>
/// <param name="At">When, by the hub's clock; for people.</param>
/// <param name="Signature">Base64 of the Ed25519 signature of <paramref name="From"/> over <see cref="Signed"/>.</param>
/// <param name="Consent">The same of <paramref name="To"/>: nobody is made the successor of a key by giving away somebody else's.</param>
public sealed record KeyHandOver(long Serial, string From, string To, DateTimeOffset At, string Signature, string Consent)
{
    /// <summary>The bytes that both sign. They begin like no root, which is JSON.</summary>
    public static byte[] Signed(long serial, string from, string to, DateTimeOffset at) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"kse-hub-key-1\n{serial}\n{from}\n{to}\n{at.UtcDateTime:O}"));
}

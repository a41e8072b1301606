namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>
/// A 64-bit number that stands for an edge in one rollout: FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) over the UTF-16 units of the text and the bytes of the
/// number, lower byte first, then MurmurHash3's finalizer, because FNV alone leaves the upper bits of similar names alike. The same on every machine and in every
/// version: edges of an open wave keep their turn over a restart and an upgrade. The policy language's <c>percent()</c> has a hash of its own (dsl/lib/hash.js), whose
/// answer must not change from rollout to rollout; this one has to, so that it is not always the same sites that go first. Not for secrets.
/// </summary>
internal static class StableHash
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The number of a text and a number.</summary>
    internal static ulong Of(string text, long number)
    {
        var hash = Basis;
        foreach (var unit in text)
        {
            hash = (hash ^ (byte)unit) * Prime;
            hash = (hash ^ (byte)(unit >> 8)) * Prime;
        }

        for (var i = 0; i < 8; i++)
        {
            hash = (hash ^ (byte)(number >> (8 * i))) * Prime;
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}

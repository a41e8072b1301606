using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>What is believed of hand-overs of a hub's key. Pure.</summary>
public static class HandOverRule
{
    /// <summary>More hand-overs than a hub makes in its life.</summary>
    public const int Most = 1000;

    /// <summary>Why these are no chain of hand-overs, as a sentence without its end; null when they are one. No hand-overs are one.</summary>
    /// <param name="chain">The first one first.</param>
    /// <param name="verifier">Checks signatures.</param>
    public static string? Explain(IReadOnlyList<KeyHandOver> chain, IRootVerifier verifier)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(verifier);
        if (chain.Count > Most)
        {
            return $"there are {chain.Count} of them, and no hub hands its key over more than {Most} times";
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < chain.Count; i++)
        {
            if (Complaint(chain[i], i == 0 ? null : chain[i - 1], seen, verifier) is { } why)
            {
                return $"hand-over {i + 1} {why}";
            }
        }

        return null;
    }

    /// <summary>The key at the end; <paramref name="origin"/> when nothing was handed over.</summary>
    public static string EndOf(IReadOnlyList<KeyHandOver> chain, string origin) => chain is [.., var last] ? last.To : origin;

    /// <summary>
    /// Why somebody who followed <paramref name="known"/> must not follow <paramref name="told"/>, as a sentence without its end; null when it only goes on from there. What is told
    /// is never a reason to go back, nor to another end of the same way.
    /// </summary>
    /// <param name="key">The key that is believed now: the end of what was followed.</param>
    /// <param name="known">What was followed.</param>
    /// <param name="told">What is told now, from the first hand-over on.</param>
    /// <param name="verifier">Checks signatures.</param>
    public static string? Refuse(string key, IReadOnlyList<KeyHandOver> known, IReadOnlyList<KeyHandOver> told, IRootVerifier verifier)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (Explain(told, verifier) is { } wrong)
        {
            return wrong;
        }

        for (var i = 0; i < Math.Min(known.Count, told.Count); i++)
        {
            if (told[i].From != known[i].From)
            {
                return $"it is of another hub: hand-over {i + 1} is by {told[i].From}, and not by {known[i].From}";
            }

            if (told[i].To != known[i].To)
            {
                return $"the key {known[i].From} has two successors: {known[i].To}, which is followed, and {told[i].To}; somebody else holds that key, or the hub was set back to a backup of its keys";
            }
        }

        if (told.Count < known.Count)
        {
            return $"it ends at hand-over {told.Count}, and {known.Count} were followed: it is an old one, played back";
        }

        return known.Count == 0 && told.Count > 0 && told[0].From != key ? $"it does not begin with the key that is pinned ({key}), but with {told[0].From}" : null;
    }

    private static string? Complaint(KeyHandOver? one, KeyHandOver? before, HashSet<string> seen, IRootVerifier verifier)
    {
        if (one is not { From: not null, To: not null, Signature: not null, Consent: not null })
        {
            return "is none";
        }

        if (one.Serial != (before?.Serial ?? 0) + 1)
        {
            return $"has the serial {one.Serial}, and {(before?.Serial ?? 0) + 1} was expected";
        }

        if (before is not null && one.From != before.To)
        {
            return $"is by {one.From}, and the one before it was to {before.To}";
        }

        seen.Add(one.From);
        if (seen.Contains(one.To))
        {
            return $"goes back to {one.To}, which was handed over before";
        }

        var signed = KeyHandOver.Signed(one.Serial, one.From, one.To, one.At);
        return !verifier.IsBy(one.From, signed, one.Signature) ? "is not signed by the key that it is from"
            : !verifier.IsBy(one.To, signed, one.Consent) ? "is not signed by the key that it is to"
            : null;
    }
}

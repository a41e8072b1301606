using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.State.Secrets;

namespace KubeStellar.Edge.Flow.Hub.Customize;

/// <summary>Sealed values in a variant: a policy may place and move them, and no more. Costs one search for a few bytes where there are none.</summary>
internal static class HandleCheck
{
    /// <summary>Whether sealed values stand in a variant.</summary>
    /// <param name="owners">The object as its owner wrote it.</param>
    /// <param name="variant">What customize made of it.</param>
    /// <exception cref="JsonRefusedException">One stands there that is none of the owner's: cut, joined to other text, or of another object.</exception>
    public static bool Holds(ReadOnlySpan<byte> owners, ReadOnlySpan<byte> variant)
    {
        if (!SealedText.MayBeIn(variant))
        {
            return false;
        }

        var known = SealedValues.Handles(owners).ToHashSet(StringComparer.Ordinal);
        foreach (var place in SealedPlaces.In(variant))
        {
            if (place.IsName || !known.Contains(place.Text))
            {
                throw new JsonRefusedException(
                    "a sealed value was cut, joined to other text or made up: a policy can put it in a field whole, and nothing else. Let the owner write the text as it is to be", JsonPath.Show(place.IsName ? place.Steps[..^1] : place.Steps));
            }
        }

        return true;
    }
}

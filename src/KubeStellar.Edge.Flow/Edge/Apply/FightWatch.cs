using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Loop;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>Sees when something in the target changes an object back again and again: the first corrections are free, then each waits longer than the one before.</summary>
internal sealed class FightWatch(Backoff backoff, Random random, TimeProvider time)
{
    private const int FreeCorrections = 3;
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Dictionary<ObjectKey, (int Count, long Last)> _corrections = [];

    /// <summary>Forgets an object.</summary>
    internal void Forget(ObjectKey key) => _corrections.Remove(key);

    /// <summary>How long the next correction must wait; null when it may be done, and then it counts.</summary>
    internal TimeSpan? Pause(ObjectKey key)
    {
        var (count, last) = _corrections.GetValueOrDefault(key);
        var gap = time.GetElapsedTime(last);
        count = count == 0 || gap > Quiet ? 0 : count;
        if (count >= FreeCorrections)
        {
            var pause = backoff.After(count - FreeCorrections + 1, random);
            if (gap < pause)
            {
                return pause - gap;
            }
        }

        _corrections[key] = (count + 1, time.GetTimestamp());
        return null;
    }
}

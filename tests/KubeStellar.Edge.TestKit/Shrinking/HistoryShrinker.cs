namespace KubeStellar.Edge.TestKit.Shrinking;

/// <summary>
/// Makes a history that fails shorter by running it again without parts of it: delta debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input").
/// What is left fails, and where there was time for all attempts no single step of it can be left out.
/// </summary>
public static class HistoryShrinker
{
    /// <summary>Shrinks.</summary>
    /// <param name="history">One that fails.</param>
    /// <param name="fails">Runs a history; true when it fails too.</param>
    /// <param name="more">Whether there is time for another attempt.</param>
    public static async Task<IReadOnlyList<T>> ShrinkAsync<T>(IReadOnlyList<T> history, Func<IReadOnlyList<T>, Task<bool>> fails, Func<bool> more)
    {
        var parts = 2;
        while (history.Count > 1 && more())
        {
            parts = Math.Min(parts, history.Count);
            if (await SmallerAsync(history, parts, fails, more) is { } smaller)
            {
                history = smaller;
                parts = Math.Max(parts - 1, 2);
            }
            else if (parts == history.Count)
            {
                return history;
            }
            else
            {
                parts *= 2;
            }
        }

        return history;
    }

    /// <summary>The history without the first of its parts that it fails without; null when all of them are needed.</summary>
    private static async Task<IReadOnlyList<T>?> SmallerAsync<T>(IReadOnlyList<T> history, int parts, Func<IReadOnlyList<T>, Task<bool>> fails, Func<bool> more)
    {
        // The end first: what was done after the fault is seldom needed.
        for (var part = parts - 1; part >= 0 && more(); part--)
        {
            var (from, to) = (history.Count * part / parts, history.Count * (part + 1) / parts);
            var rest = history.Take(from).Concat(history.Skip(to)).ToList();
            if (await fails(rest))
                return rest;
        }

        return null;
    }
}

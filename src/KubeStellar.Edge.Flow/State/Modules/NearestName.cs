namespace KubeStellar.Edge.Flow.State.Modules;

/// <summary>What somebody most likely meant: <c>did you mean</c>.</summary>
public static class NearestName
{
    /// <summary>The name nearest to a misspelt one; null when none is near.</summary>
    public static string? Of(string wrong, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(wrong);
        ArgumentNullException.ThrowIfNull(names);
        var most = Math.Max(1, wrong.Length / 3);
        return names.Select(name => (Name: name, Far: Distance(wrong.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(one => one.Far <= most)
            .OrderBy(one => one.Far).ThenBy(one => one.Name, StringComparer.Ordinal)
            .Select(one => one.Name)
            .FirstOrDefault();
    }

    /// <summary><c>; did you mean 'x'?</c>, or which there are.</summary>
    public static string Hint(string wrong, IReadOnlyCollection<string> names) =>
        Of(wrong, names) is { } near ? $"; did you mean '{near}'?" : names.Count > 0 ? $"; there are {string.Join(", ", names)}" : "";

    // Edits, with two swapped letters as one (optimal string alignment).
    private static int Distance(string a, string b)
    {
        var (older, old, now) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
        {
            old[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            now[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                now[j] = Math.Min(Math.Min(now[j - 1], old[j]) + 1, old[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    now[j] = Math.Min(now[j], older[j - 2] + 1);
                }
            }

            (older, old, now) = (old, now, older);
        }

        return old[b.Length];
    }
}

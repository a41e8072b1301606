namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>Differences of two texts, line by line, as <c>diff -u</c> shows them.</summary>
internal static class LineDiff
{
    private const int Context = 3;

    // Beyond this many cells the table of common lengths costs more than it tells.
    private const long MaxCells = 25_000_000;

    /// <summary>Lines with a leading <c>' '</c>, <c>'-'</c> or <c>'+'</c>, hunks headed by <c>@@</c>; empty when the texts are equal.</summary>
    internal static IReadOnlyList<string> Lines(string before, string after)
    {
        string[] old = Split(before), now = Split(after);
        var head = old.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        var tail = old.Skip(head).Reverse().Zip(now.Skip(head).Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        if (head == old.Length && head == now.Length)
        {
            return [];
        }

        var lines = new List<string>();
        lines.AddRange(old.Take(head).Select(line => " " + line));
        lines.AddRange(Middle(old[head..^tail], now[head..^tail]));
        lines.AddRange(old.TakeLast(tail).Select(line => " " + line));
        return Hunks(lines);
    }

    private static string[] Split(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');

    private static List<string> Middle(string[] old, string[] now)
    {
        if ((long)old.Length * now.Length > MaxCells)
        {
            return [.. old.Select(line => "-" + line), .. now.Select(line => "+" + line)];
        }

        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = new List<string>();
        var (a, b) = (0, 0);
        while (a < old.Length || b < now.Length)
        {
            if (a < old.Length && b < now.Length && old[a] == now[b])
            {
                lines.Add(" " + old[a++]);
                b++;
            }
            else if (a < old.Length && (b == now.Length || common[a + 1, b] >= common[a, b + 1]))
            {
                lines.Add("-" + old[a++]);
            }
            else
            {
                lines.Add("+" + now[b++]);
            }
        }

        return lines;
    }

    private static List<string> Hunks(List<string> lines)
    {
        var keep = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i][0] != ' ')
            {
                keep.AsSpan(Math.Max(0, i - Context)..Math.Min(lines.Count, i + Context + 1)).Fill(true);
            }
        }

        var shown = new List<string>();
        var (old, now) = (1, 1);
        for (var i = 0; i < lines.Count; i++)
        {
            if (keep[i])
            {
                if (i == 0 || !keep[i - 1])
                {
                    shown.Add($"@@ -{old} +{now} @@");
                }

                shown.Add(lines[i]);
            }

            old += lines[i][0] == '+' ? 0 : 1;
            now += lines[i][0] == '-' ? 0 : 1;
        }

        return shown;
    }
}

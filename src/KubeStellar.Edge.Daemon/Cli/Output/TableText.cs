using Spectre.Console;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>Lays out a table as kubectl does: no lines, three spaces between columns, so that it reads well and cuts well.</summary>
internal sealed class TableText
{
    private const int Gap = 3;
    private readonly IReadOnlyList<string> _headers;
    private readonly int[] _widths;
    private readonly bool[] _states;

    internal TableText(IReadOnlyList<string> headers, IReadOnlyCollection<int>? states = null)
    {
        _headers = headers;
        _widths = [.. headers.Select(header => header.Length)];
        _states = [.. headers.Select((_, i) => states?.Contains(i) ?? false)];
    }

    /// <summary>Headers and rows. Rows that come later (<c>--watch</c>) keep the widths, which only grow.</summary>
    internal void Write(CliServices services, IReadOnlyList<string[]> rows, bool headers)
    {
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = CliErrors.OneLine(row[i]);
                _widths[i] = Math.Max(_widths[i], row[i].Length);
            }
        }

        if (headers)
        {
            Line(services.Out, _headers, null);
        }

        var console = services.Colors ? ColorConsole.For(services) : null;
        foreach (var row in rows)
        {
            Line(services.Out, row, console);
        }
    }

    private void Line(TextWriter writer, IReadOnlyList<string> cells, IAnsiConsole? console)
    {
        var last = cells.Count - 1;
        while (last > 0 && cells[last].Length == 0)
        {
            last--;
        }

        for (var i = 0; i <= last; i++)
        {
            if (console is not null && _states[i])
            {
                console.Write(new Text(cells[i], StateColors.Of(cells[i])));
            }
            else
            {
                writer.Write(cells[i]);
            }

            if (i < last)
            {
                writer.Write(new string(' ', _widths[i] - cells[i].Length + Gap));
            }
        }

        writer.WriteLine();
    }
}

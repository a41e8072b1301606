using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>Prints items of a type in the form that was asked for.</summary>
internal sealed class ItemsPrinter
{
    private readonly CliServices _services;
    private readonly ResourceType _type;
    private readonly OutputFormat _format;
    private readonly IReadOnlyList<Column> _columns;
    private readonly TableText _table;
    private bool _headersDone;

    internal ItemsPrinter(CliServices services, ResourceType type, OutputFormat format)
    {
        (_services, _type, _format) = (services, type, format);
        _columns = [.. type.Columns.Where(column => format == OutputFormat.Wide || !column.Wide)];
        _table = new TableText(
            [.. _columns.Select(column => column.Header)],
            [.. _columns.Select((column, i) => column.State ? i : -1).Where(i => i >= 0)]);
    }

    /// <summary>A whole listing. One item that was asked for by name stands alone in JSON and YAML.</summary>
    internal void Print(IReadOnlyList<JsonElement> items, bool single)
    {
        switch (_format)
        {
            case OutputFormat.Json:
                _services.Out.WriteLine(single && items.Count == 1 ? JsonText.Write(items[0]) : JsonText.WriteList(items));
                break;
            case OutputFormat.Yaml when single && items.Count == 1:
                _services.Out.Write(YamlText.Write(items[0]));
                break;
            case OutputFormat.Yaml:
                _services.Out.Write(YamlText.Write(JsonText.List(items)));
                break;
            case OutputFormat.CloudEvents:
                Lines(items);
                break;
            default:
                Each(items);
                break;
        }

        _services.Out.Flush();
    }

    /// <summary>Items one after the other, as <c>--watch</c> gives them.</summary>
    internal void PrintEach(IReadOnlyList<JsonElement> items)
    {
        if (_format is OutputFormat.Json or OutputFormat.Yaml)
        {
            foreach (var item in items)
            {
                _services.Out.Write(_format == OutputFormat.Json ? JsonText.Write(item) + "\n" : "---\n" + YamlText.Write(item));
            }
        }
        else if (_format == OutputFormat.CloudEvents)
        {
            Lines(items);
        }
        else if (items.Count > 0)
        {
            Each(items);
        }

        _services.Out.Flush();
    }

    /// <summary>A row without the columns that change with the clock alone; two equal ones need not be shown twice.</summary>
    internal string Mark(JsonElement item) =>
        _format is OutputFormat.Json or OutputFormat.Yaml
            ? item.GetRawText()
            : string.Join('\0', _columns.Select(column => column.Value(new JsonView(item), DateTimeOffset.UnixEpoch)));

    /// <summary>One event a line, as pipes want them.</summary>
    private void Lines(IReadOnlyList<JsonElement> items)
    {
        foreach (var item in items)
        {
            _services.Out.WriteLine(item.GetRawText());
        }
    }

    private void Each(IReadOnlyList<JsonElement> items)
    {
        if (_format == OutputFormat.Name)
        {
            foreach (var item in items)
            {
                _services.Out.WriteLine(CliErrors.OneLine($"{_type.Singular}/{_type.Id(new JsonView(item))}"));
            }

            return;
        }

        var now = _services.Time.GetUtcNow();
        if (items.Count == 0 && !_headersDone)
        {
            _services.Error.WriteLine($"no {_type.Plural}");
            return;
        }

        _table.Write(_services, [.. items.Select(item => _columns.Select(column => column.Value(new JsonView(item), now)).ToArray())], headers: !_headersDone);
        _headersDone = true;
    }
}

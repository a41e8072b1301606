using System.CommandLine;
using System.Globalization;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>--quota objects=100,bytes=4MiB,policies=10,edges=500,cpu=30s</c></summary>
internal static class QuotaOption
{
    private const string All = "all";
    private static readonly (string Unit, long Bytes)[] Units = [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("", 1)];

    internal static Option<string[]> Create() => new("--quota")
    {
        Description = "how much it may have: objects=N, bytes=N[KiB|MiB|GiB], policies=N, edges=N, cpu=TIME (that its policies may take of each minute to place and customize), with commas between them; NAME=all ends one",
        HelpName = "NAME=VALUE,...",
    };

    internal static WorkspaceQuota? Read(IEnumerable<string> given, WorkspaceQuota? before)
    {
        var quota = before ?? new WorkspaceQuota();
        foreach (var item in given.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            var (name, value) = item.Split('=', 2) is [var left, var right] ? (left, right) : throw Wrong(item);
            quota = name switch
            {
                "objects" => quota with { Objects = Count(item, value) },
                "bytes" => quota with { Bytes = Bytes(item, value) },
                "policies" => quota with { Policies = Count(item, value) },
                "edges" => quota with { Edges = Count(item, value) },
                "cpu" => quota with { Cpu = value == All ? null : Durations.TryParse(value, out var time) ? (long)time.TotalMilliseconds : throw Wrong(item) },
                _ => throw Wrong(item),
            };
        }

        return quota == new WorkspaceQuota() ? null : quota;
    }

    private static long? Count(string item, string value) =>
        value == All ? null : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : throw Wrong(item);

    private static long? Bytes(string item, string value)
    {
        if (value == All)
        {
            return null;
        }

        var (unit, bytes) = Units.First(one => value.EndsWith(one.Unit, StringComparison.Ordinal));
        return long.TryParse(value[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= long.MaxValue / bytes ? count * bytes : throw Wrong(item);
    }

    private static CliException Wrong(string item) => new(
        $"--quota {item} is not understood", ["write objects=N, bytes=N[KiB|MiB|GiB], policies=N, edges=N or cpu=TIME (such as 30s); NAME=all ends one"]);
}

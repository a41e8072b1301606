using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>
/// Makes a report small enough to be one record: a server's message limit must not silence a policy with many objects. What is told least missed goes first:
/// statuses and conditions of objects that are current, then of all, then long sentences; never whether an object is applied, its health, or its reason. Pure.
/// </summary>
internal static class ReportFit
{
    private const int ShortMessage = 120;

    private static readonly Func<ReportObject, ReportObject>[] Steps =
    [
        item => item.Health is Health.Current ? item with { Status = null, Conditions = null } : item,
        item => item with { Status = null },
        item => item with { Conditions = null },
        item => item with { Events = item.Events is [var first, ..] ? [first with { Message = Short(first.Message) }] : null, Message = Short(item.Message) },
        item => item with { Events = null, Message = "" },
    ];

    /// <summary>The report, with as much left away as must be, and its size; the very same when nothing must. What is still too large after that is for the hub to refuse.</summary>
    /// <param name="report">The report.</param>
    /// <param name="limit">Largest size in bytes.</param>
    internal static (ReportRecord Report, int Size) Of(ReportRecord report, int limit)
    {
        var size = SizeOf(report);
        foreach (var step in Steps.TakeWhile(_ => size > limit))
        {
            report = report with { Objects = new(report.Objects.ToDictionary(item => item.Key, item => step(item.Value)), StringComparer.Ordinal) };
            size = SizeOf(report);
        }

        return (report, size);
    }

    /// <summary>One object with nothing left that may be long: whether it is applied, its health and its reason stay.</summary>
    internal static ReportObject Shorten(ReportObject whole) => Steps[3](whole with { Status = null, Conditions = null });

    private static int SizeOf(ReportRecord report) => JsonSerializer.SerializeToUtf8Bytes(report, ContractsJson.Default.ReportRecord).Length;

    private static string Short(string message) => message.Length <= ShortMessage ? message : message[..ShortMessage] + "...";
}

using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>What an edge says of an object, as one sentence; pure.</summary>
internal static class ReportTexts
{
    /// <summary>Its message, and the newest of the target's events that tells why.</summary>
    internal static string Message(ReportObject report)
    {
        if (report.Events is not [var first, ..])
        {
            return report.Message;
        }

        var why = $"{(first.On.Length > 0 ? first.On + ": " : "")}{first.Reason}{(first.Message.Length > 0 ? ": " + first.Message : "")}";
        return report.Message.Length > 0 ? $"{report.Message}; {why}" : why;
    }
}

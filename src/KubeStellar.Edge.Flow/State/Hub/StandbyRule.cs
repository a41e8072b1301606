using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>What is taken of a standby's word about itself: short texts without blanks, because people see them. Pure.</summary>
internal static class StandbyRule
{
    private const int LongestId = 128;
    private const int LongestText = 253;

    /// <summary>Why it is not taken; null when it is.</summary>
    internal static string? Explain(StandbyHello hello)
    {
        if (SchemaRule.TooNew(hello) is { } newer)
            return newer;
        if (hello.Instance.Length is 0 or > LongestId || !hello.Instance.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_'))
            return $"its instance is not 1 to {LongestId} letters, digits, '-' and '_'";
        return IsText(hello.Daemon) && IsText(hello.Host) ? null : $"its daemon or host is not up to {LongestText} printable ASCII characters without blanks";
    }

    private static bool IsText(string text) => text.Length <= LongestText && text.All(sign => sign is > ' ' and <= '~');
}

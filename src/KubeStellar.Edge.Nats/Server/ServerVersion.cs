using System.Globalization;
using System.Text.RegularExpressions;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>Version of a nats-server, as <c>nats-server: v2.10.27</c> says it; pre-release parts are ignored.</summary>
internal static partial class ServerVersion
{
    /// <summary>Oldest server accepted: earlier ones lose acknowledged writes when killed.</summary>
    public static Version Oldest { get; } = new(2, 10, 23);

    public static Version? Parse(string text) => Number().Match(text) is { Success: true } match
        ? new Version(Part(match, 1), Part(match, 2), Part(match, 3))
        : null;

    private static int Part(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})")]
    private static partial Regex Number();
}

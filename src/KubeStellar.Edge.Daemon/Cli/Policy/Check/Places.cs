using System.Globalization;
using System.Text.RegularExpressions;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Check;

/// <summary>Reads <c>file:line:column</c>, and says which file of the disk a file of a bundle is.</summary>
internal static partial class Places
{
    internal static (string File, int Line, int Column) Read(string place) =>
        Place().Match(place) is { Success: true } found ? (found.Groups[1].Value, Number(found.Groups[2].Value), Number(found.Groups[3].Value)) : (place, 0, 0);

    /// <summary>A file of the bundle of <paramref name="main"/>, as a person would name it.</summary>
    internal static string Shown(string main, string file)
    {
        var folder = Path.GetDirectoryName(main);
        return string.IsNullOrEmpty(folder) ? file : Path.Combine(folder, file);
    }

    /// <summary>A number of a place.</summary>
    internal static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(.*?):(\d{1,9}):(\d{1,9})(?::|$)")]
    private static partial Regex Place();
}

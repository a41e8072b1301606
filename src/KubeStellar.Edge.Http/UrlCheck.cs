namespace KubeStellar.Edge.Http;

/// <summary>
/// What no URL of an input may have: what makes a path mean something else to the server than to the allow list (RFC 3986, 5.2.4 and 6.2.2; servers differ in whether
/// they undo <c>%2f</c> and dots before they look).
/// </summary>
internal static class UrlCheck
{
    private const int Longest = 4096;
    private static readonly string[] Tricks = ["%2e", "%2f", "%5c", "%25", "%00"];

    /// <summary>Why a URL is refused, for people; null when it is not.</summary>
    /// <param name="text">As it was written: parsing hides dots.</param>
    /// <param name="url">What it is.</param>
    public static string? Explain(string text, Uri url)
    {
        if (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
        {
            return "its scheme is neither https nor http";
        }

        if (url.UserInfo.Length > 0 || text.Split('?', '#')[0].Contains('@', StringComparison.Ordinal))
        {
            return "it names a user: a token is the hub's to add (--allow-url URL-PREFIX,token-file=FILE)";
        }

        if (url.HostNameType == UriHostNameType.Unknown || url.Host.Length == 0)
        {
            return "it names no host";
        }

        return text.Length > Longest ? $"it is longer than {Longest} characters" : Path(text);
    }

    private static string? Path(string text)
    {
        var path = text.Split('?', '#')[0];
        return path.Contains('\\', StringComparison.Ordinal)
            || Array.Exists(Tricks, trick => path.Contains(trick, StringComparison.OrdinalIgnoreCase))
            || path.Split('/').Any(static segment => segment is "." or "..")
            || path.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c))
            ? "its path has dots, backslashes or escapes that could lead elsewhere"
            : null;
    }
}

namespace KubeStellar.Edge.Http;

/// <summary>A place that gates may have fetched: everything at and below a URL.</summary>
/// <param name="Prefix">Scheme, host, port and path; no user, query or fragment.</param>
public sealed record GateUrl(Uri Prefix)
{
    private const string Form = "URL-PREFIX[,token-file=FILE][,header-file=FILE][,ca-file=FILE]";

    /// <summary>File with the bearer token to send; read at each use. Null: none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>File with headers to send, a line <c>Name: value</c> each; read at each use. Null: none.</summary>
    public string? HeaderFile { get; init; }

    /// <summary>File with certificates (PEM) that are trusted here besides the system's; read at each new connection. Null: none.</summary>
    public string? CaFile { get; init; }

    /// <summary>The option that named it, for sentences.</summary>
    internal string Option { get; init; } = "--allow-url";

    /// <summary>Reads <c>URL-PREFIX[,token-file=FILE][,header-file=FILE][,ca-file=FILE]</c>.</summary>
    /// <exception cref="FormatException">It is none; the message is a sentence for people.</exception>
    public static GateUrl Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(',');
        if (!Uri.TryCreate(parts[0], UriKind.Absolute, out var prefix) || UrlCheck.Explain(parts[0], prefix) is not null || parts[0].AsSpan().IndexOfAny('?', '#') >= 0)
        {
            throw new FormatException($"'{parts[0]}' is no URL prefix: https://HOST[:PORT][/PATH] (or http://), without a user, a query, or dots and escapes in its path. The form is {Form}.");
        }

        var url = new GateUrl(prefix);
        foreach (var part in parts.Skip(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, file) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            if (file.Length == 0)
            {
                throw new FormatException($"'{part}' is not understood. The form is {Form}.");
            }

            file = Path.GetFullPath(file);
            url = name switch
            {
                "token-file" => url with { TokenFile = file },
                "header-file" => url with { HeaderFile = file },
                "ca-file" => url with { CaFile = file },
                _ => throw new FormatException($"'{part}' is not understood. The form is {Form}."),
            };
        }

        return url.CaFile is not null && prefix.Scheme != Uri.UriSchemeHttps ? throw new FormatException($"ca-file is of an https:// URL; '{parts[0]}' is none.") : url;
    }

    /// <summary>Whether it covers a URL: the same scheme, host and port, and a path at or below its own.</summary>
    internal bool Covers(Uri url)
    {
        var path = Prefix.AbsolutePath;
        return url.Scheme == Prefix.Scheme
            && string.Equals(url.IdnHost, Prefix.IdnHost, StringComparison.OrdinalIgnoreCase)
            && url.Port == Prefix.Port
            && url.AbsolutePath.StartsWith(path, StringComparison.Ordinal)
            && (path[^1] == '/' || url.AbsolutePath.Length == path.Length || url.AbsolutePath[path.Length] == '/');
    }
}

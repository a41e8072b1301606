using System.Net.Http.Headers;

namespace KubeStellar.Edge.Http;

/// <summary>What the hub adds to a request. Read at each use, because tokens are rotated; never told, never logged.</summary>
internal static class SiteSecrets
{
    private const int Longest = 64 * 1024;
    private static readonly string[] Kept = ["Host", "Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "Expect"];

    public static async Task AddAsync(HttpRequestHeaders headers, GateUrl url, CancellationToken token)
    {
        if (url.TokenFile is { } tokenFile)
        {
            var text = (await ReadAsync(tokenFile, "token-file", url, token)).Trim();
            if (text.Length == 0 || text.Any(static c => c is <= ' ' or > '~'))
            {
                throw Wrong("token-file", url, "it holds no token: one line of ASCII without spaces");
            }

            headers.Authorization = new AuthenticationHeaderValue("Bearer", text);
        }

        if (url.HeaderFile is { } headerFile)
        {
            foreach (var line in (await ReadAsync(headerFile, "header-file", url, token)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon < 1 || Kept.Contains(line[..colon].Trim(), StringComparer.OrdinalIgnoreCase) || line.Any(static c => c is < ' ' or > '~') || !Add(headers, line[..colon].Trim(), line[(colon + 1)..].Trim()))
                {
                    throw Wrong("header-file", url, "a line of it is no header: 'Name: value'");
                }
            }
        }
    }

    /// <summary>The key of a signature: the file's bytes without the line's end.</summary>
    public static async Task<byte[]> KeyAsync(string file, GateUrl url, CancellationToken token)
    {
        var text = (await ReadAsync(file, "secret-file", url, token)).TrimEnd('\r', '\n');
        return text.Length == 0 ? throw Wrong("secret-file", url, "it is empty") : System.Text.Encoding.UTF8.GetBytes(text);
    }

    private static bool Add(HttpRequestHeaders headers, string name, string value)
    {
        try
        {
            headers.Remove(name);
            return headers.TryAddWithoutValidation(name, value);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    private static async Task<string> ReadAsync(string file, string option, GateUrl url, CancellationToken token)
    {
        try
        {
            return new FileInfo(file).Length > Longest ? throw Wrong(option, url, "it is larger than 64 KiB") : await File.ReadAllTextAsync(file, token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(option, url, e is FileNotFoundException or DirectoryNotFoundException ? "it does not exist" : "it cannot be read");
        }
    }

    private static SiteSecretException Wrong(string option, GateUrl url, string why) => new($"the hub's {option} of {url.Option} {url.Prefix} is of no use: {why}");
}

using System.Security.Cryptography;
using System.Text;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Http;

/// <summary>A place that the hub tells of events, as its operator named it.</summary>
public sealed record WebhookUrl
{
    private const string Form = "URL[,name=NAME][,kinds=KIND+KIND...][,token-file=FILE][,header-file=FILE][,secret-file=FILE][,ca-file=FILE]";

    /// <summary>Its name: given, else made of the URL.</summary>
    public required string Name { get; init; }

    /// <summary>Where events go; its query may be secret.</summary>
    public required Uri Url { get; init; }

    /// <summary>Kinds of events; empty for all.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>File with the key of the signature; read at each use. Null: none.</summary>
    public string? SecretFile { get; init; }

    /// <summary>Its files of token, headers and certificates.</summary>
    public required GateUrl Site { get; init; }

    /// <summary>All files that it names.</summary>
    public IEnumerable<string> Files => new[] { SecretFile, Site.TokenFile, Site.HeaderFile, Site.CaFile }.OfType<string>();

    /// <summary>Reads <c>URL[,name=NAME][,kinds=KIND+KIND...][,token-file=FILE][,header-file=FILE][,secret-file=FILE][,ca-file=FILE]</c>.</summary>
    /// <exception cref="FormatException">It is none; the message is a sentence for people.</exception>
    public static WebhookUrl Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(',');
        if (!Uri.TryCreate(parts[0], UriKind.Absolute, out var url) || UrlCheck.Explain(parts[0], url) is not null || parts[0].Contains('#', StringComparison.Ordinal))
        {
            throw new FormatException($"'{parts[0].Split('?')[0]}' is no URL of a webhook: https://HOST[:PORT]/PATH (or http://), without a user, or dots and escapes in its path. The form is {Form}.");
        }

        var (name, secret, kinds) = ("wh-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts[0])))[..8], default(string), Array.Empty<string>());
        var site = new List<string> { parts[0].Split('?')[0] };
        foreach (var part in parts.Skip(1))
        {
            switch (part.Split('=', 2))
            {
                case ["name", var given] when Names.IsDnsLabel(given):
                    name = given;
                    break;
                case ["kinds", { Length: > 0 } given]:
                    kinds = given.Split('+', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                    break;
                case ["secret-file", { Length: > 0 } file]:
                    secret = Path.GetFullPath(file);
                    break;
                case ["token-file" or "header-file" or "ca-file", { Length: > 0 }]:
                    site.Add(part);
                    break;
                default:
                    throw new FormatException($"'{part}' is not understood. The form is {Form}; a name is a DNS label.");
            }
        }

        return new WebhookUrl { Name = name, Url = url, Kinds = kinds, SecretFile = secret, Site = GateUrl.Parse(string.Join(',', site)) with { Option = "--webhook" } };
    }
}

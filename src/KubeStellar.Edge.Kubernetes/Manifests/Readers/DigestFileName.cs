using System.Buffers;
using System.Text;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>
/// File names whose part before the first dot is by itself a name that Kubernetes and systemd take (lower case letters, digits and '-', RFC 1123) and differs for any two
/// objects: the plain name with a digest always behind it. They sort as plain ones do, and none is that of a packaged component (<c>coredns</c>, <c>traefik</c>), since each
/// begins with the number of its order.
/// </summary>
internal static class DigestFileName
{
    private const int MaxStem = 190;
    private const int ShortDigest = 12;
    private const int WholeDigest = 64;
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary><c>&lt;order&gt;-&lt;kind&gt;-&lt;namespace&gt;-&lt;name&gt;-&lt;digest&gt;</c> and the extension; the whole digest when others have the short one.</summary>
    internal static IEnumerable<string> Candidates(ObjectKey key, string extension) => [Of(key, ShortDigest, extension), Of(key, WholeDigest, extension)];

    /// <summary>Whether it is such a name.</summary>
    internal static bool Is(string file, string extension)
    {
        if (!file.EndsWith(extension, StringComparison.Ordinal))
        {
            return false;
        }

        var stem = file.AsSpan(0, file.Length - extension.Length);
        var digest = stem[(stem.LastIndexOf('-') + 1)..];
        return digest.Length is ShortDigest or WholeDigest && digest.Length < stem.Length && !digest.ContainsAnyExcept(Hex)
            && char.IsAsciiDigit(stem[0]) && !stem.ContainsAnyExcept(Allowed);
    }

    private static string Of(ObjectKey key, int length, string extension)
    {
        var stem = ManifestFileName.Stem(key, out _).Replace('.', '-');
        var room = MaxStem - length - 1;
        var digest = Digest.Of(Encoding.UTF8.GetBytes(key.ToString())).ToString()[..length];
        return $"{(stem.Length > room ? stem[..room] : stem)}-{digest}{extension}";
    }
}

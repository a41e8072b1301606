using System.Text;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>
/// Readable file names that sort in the order in which objects must be made: namespaces, then definitions of kinds, then what is cluster-scoped, then the rest.
/// Readers such as k3s take the files of a folder by name.
/// </summary>
internal static class ManifestFileName
{
    internal const string Extension = ".json";
    internal const string YamlExtension = ".yaml";
    private const int MaxLength = 200;
    private const int ShortDigest = 12;
    private const int WholeDigest = 64;

    /// <summary><c>&lt;order&gt;-&lt;kind&gt;-&lt;namespace&gt;-&lt;name&gt;.json</c>; with a digest when something of the key does not show in it.</summary>
    internal static string Of(ObjectKey key)
    {
        var stem = Stem(key, out var lost);
        return lost || stem.Length + Extension.Length > MaxLength ? WithDigest(key, ShortDigest) : stem + Extension;
    }

    /// <summary>Names to try in turn when others have the first. No plain name has a '_', so that nobody can name an object like another's file with its digest.</summary>
    internal static IEnumerable<string> Candidates(ObjectKey key) => [Of(key), WithDigest(key, ShortDigest), WithDigest(key, WholeDigest)];

    private static string WithDigest(ObjectKey key, int length)
    {
        var stem = Stem(key, out _);
        var room = MaxLength - Extension.Length - length - 1;
        var digest = Digest.Of(Encoding.UTF8.GetBytes(key.ToString())).ToString()[..length];
        return $"{(stem.Length > room ? stem[..room] : stem)}_{digest}{Extension}";
    }

    private static int Order(ObjectKey key) => key switch
    {
        { Group: "", Kind: "Namespace" } => 10,
        { Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition" } => 20,
        { Namespace: "" } => 30,
        _ => 40,
    };

    internal static string Stem(ObjectKey key, out bool lost)
    {
        lost = false;
        var stem = new StringBuilder().Append(Order(key)).Append('-');
        Append(stem, key.Kind.ToLowerInvariant(), ref lost);
        if (key.Namespace.Length > 0)
        {
            Append(stem.Append('-'), key.Namespace, ref lost);
        }

        Append(stem.Append('-'), key.Name, ref lost);
        return stem.ToString();
    }

    private static void Append(StringBuilder stem, string part, ref bool lost)
    {
        foreach (var c in part)
        {
            var shown = char.ToLowerInvariant(c) is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '-' ? char.ToLowerInvariant(c) : '-';
            lost |= shown != c;
            stem.Append(shown);
        }
    }
}

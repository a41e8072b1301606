using System.Diagnostics.CodeAnalysis;

namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>How a module names a shared library: <c>&lt;name&gt;@&lt;version&gt;</c>, a DNS label and an exact version. In a bundle its files lie below a folder of that name.</summary>
/// <param name="Name">Name of the library.</param>
/// <param name="Version">Its version.</param>
public readonly record struct LibraryReference(string Name, string Version)
{
    /// <summary>Names that no library may have, because modules of the platform have them.</summary>
    public const string Reserved = "kubestellar";

    /// <summary>Reads <c>&lt;name&gt;@&lt;version&gt;</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out LibraryReference reference)
    {
        reference = default;
        if (text is null || Explain(text) is not null)
        {
            return false;
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        reference = new LibraryReference(text[..at], text[(at + 1)..]);
        return true;
    }

    /// <summary>What keeps <paramref name="text"/> from naming a library, or null.</summary>
    public static string? Explain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            return "has no version; write name@version, for example retail-tiers@1.2.0";
        }

        return Explain(text[..at], text[(at + 1)..]);
    }

    /// <summary>What keeps the two from being a library's name and version, or null.</summary>
    public static string? Explain(string name, string version) =>
        Names.ExplainDnsLabel(name) is { } bad ? $"has a name that {bad}"
        : name == Reserved ? $"has the name {Reserved}, which is the platform's own"
        : SemanticVersion.Explain(version) is { } wrong ? $"has a version that {wrong}" : null;

    /// <summary><c>&lt;name&gt;@&lt;version&gt;</c>.</summary>
    public override string ToString() => $"{Name}@{Version}";
}

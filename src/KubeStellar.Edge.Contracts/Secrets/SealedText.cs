namespace KubeStellar.Edge.Contracts.Secrets;

/// <summary>
/// How a secret value looks wherever it is not at its edge: an opaque handle, <c>kse-sealed.1.&lt;key&gt;.&lt;base64url&gt;</c>, a JSON string in the place of the value.
/// Only the hub that sealed it can read it. Policies place and move handles; who changes, cuts or joins one has nothing.
/// </summary>
public static class SealedText
{
    /// <summary>What every handle begins with, and nothing else may.</summary>
    public const string Prefix = "kse-sealed.1.";

    /// <summary>Whether a text is meant as a handle. It may still be one that no key opens.</summary>
    public static bool Is(string? text) => text is not null && text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Whether canonical JSON may hold a handle: true for each that does, and for one that has the prefix somewhere in a text.</summary>
    public static bool MayBeIn(ReadOnlySpan<byte> json) => json.IndexOf("kse-sealed.1."u8) >= 0;
}

using System.Diagnostics.CodeAnalysis;

namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>Names a shared library of a workspace; as a key <c>&lt;workspace&gt;.&lt;name&gt;.&lt;version&gt;</c> with the version escaped like a token of an object key.</summary>
/// <param name="Workspace">The tenant.</param>
/// <param name="Library">Name and version.</param>
public readonly record struct LibraryKey(string Workspace, LibraryReference Library)
{
    /// <summary>Reads a key.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out LibraryKey key)
    {
        key = default;
        var parts = text?.Split('.') ?? [];
        if (parts.Length != 3 || !Names.IsDnsLabel(parts[0]) || !KeyToken.TryUnescape(parts[2], out var version) || LibraryReference.Explain(parts[1], version) is not null)
        {
            return false;
        }

        key = new LibraryKey(parts[0], new LibraryReference(parts[1], version));
        return true;
    }

    /// <summary>The key.</summary>
    public override string ToString() => $"{Workspace}.{Library.Name}.{KeyToken.Escape(Library.Version)}";
}

using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A policy module with the files that it imports. Content: its digest names it, and it travels in the tree.</summary>
public sealed record PolicyBundle : WireRecord
{
    /// <summary>Name of the entry module in <see cref="Files"/>, for example <c>storefront.js</c>.</summary>
    public required string Main { get; init; }

    /// <summary>Source text by relative path (<c>/</c> separated, no <c>..</c>). Files of a shared library lie below <c>name@version/</c>.</summary>
    public required SortedDictionary<string, string> Files { get; init; }

    /// <summary>Values of the parameters that the module declares; null when none were given.</summary>
    public SortedDictionary<string, JsonElement>? Parameters { get; init; }
}

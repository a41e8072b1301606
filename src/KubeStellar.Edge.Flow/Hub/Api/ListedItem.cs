using System.Text.Json;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>One item of a listing, made only when the page holds it.</summary>
/// <param name="Key">Its place in the ordinal order of the listing; what a page continues after.</param>
/// <param name="Make">Makes the item; null for no item but a place where a page may end, because what comes next takes its time.</param>
internal readonly record struct ListedItem(string Key, Func<JsonElement>? Make)
{
    /// <summary>Makes the item where that takes reading; else null.</summary>
    internal Func<CancellationToken, Task<JsonElement>>? Read { get; init; }

    /// <summary>Whether the listing itself goes on from the place that was asked for; else the pager leaves out what comes before it.</summary>
    internal bool Resumed { get; init; }

    /// <summary>No item: the end of a listing that grows there, which says how far it was looked through.</summary>
    internal bool IsEnd { get; private init; }

    /// <summary>All up to this key was told.</summary>
    internal static ListedItem Rest(string key) => new(key, null);

    /// <summary>The end.</summary>
    internal static ListedItem End(string key) => new(key, static () => default) { IsEnd = true };
}

using System.Text.Json;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>One item of a listing, made only when the page holds it.</summary>
/// <param name="Key">Its place in the ordinal order of the listing; what a page continues after.</param>
/// <param name="Make">Makes the item; null for no item but a place where a page may end, because what comes next takes its time.</param>
internal readonly record struct ListedItem(string Key, Func<JsonElement>? Make)
{
    /// <summary>All up to this key was told.</summary>
    internal static ListedItem Rest(string key) => new(key, null);
}

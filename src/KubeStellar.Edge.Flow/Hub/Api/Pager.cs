using System.Runtime.InteropServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Cuts listings into pages that fit one message, and that are there before whoever asked gives up.</summary>
internal sealed class Pager(TimeProvider time, IOptions<ApiOptions> options)
{
    internal async Task<ItemsResult> PageAsync(IAsyncEnumerable<ListedItem> items, ListScope scope, CancellationToken token)
    {
        var page = new List<JsonElement>();
        var last = "";
        long size = 0;
        var began = time.GetTimestamp();
        await foreach (var item in items.WithCancellation(token))
        {
            if (item.IsEnd)
                return new ItemsResult { Items = page, Position = item.Key };
            if (!item.Resumed && scope.Query.Continue.Length > 0 && string.CompareOrdinal(item.Key, scope.Query.Continue) <= 0)
                continue;
            if (item is { Make: null, Read: null })
            {
                last = item.Key;
                if (time.GetElapsedTime(began) > options.Value.PageTime)
                    return new ItemsResult { Items = page, Continue = last };
                continue;
            }

            if (scope.Query.Limit > 0 && page.Count == scope.Query.Limit)
                return new ItemsResult { Items = page, Continue = last };
            var made = item.Read is { } read ? await read(token) : item.Make!();
            var length = JsonMarshal.GetRawUtf8Value(made).Length + 1;
            if (page.Count > 0 && size + length > options.Value.PageBytes)
                return new ItemsResult { Items = page, Continue = last };
            size += length;
            page.Add(made);
            last = item.Key;
        }

        return new ItemsResult { Items = page };
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Api.Rows;

/// <summary>An expression that judges rows, a bounded amount of text at a time.</summary>
internal sealed class LoadedFilter(RowFilter filter, Digest digest, PolicyBundle bundle)
{
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>The rows for which it is true. One for which it throws refuses all: what is left out in silence would be taken for a no.</summary>
    internal async Task<IReadOnlyList<ObjectRow>> ApplyAsync(IReadOnlyList<ObjectRow> rows, CancellationToken token)
    {
        var wanted = new List<ObjectRow>();
        var (some, documents, bytes) = (new List<ObjectRow>(), new List<ReadOnlyMemory<byte>>(), 0);
        async Task JudgeAsync()
        {
            var selected = await filter.JudgeAsync(digest, bundle, documents, token);
            wanted.AddRange(some.Where((_, index) => selected[index]));
            (some, documents, bytes) = ([], [], 0);
        }

        foreach (var row in rows)
        {
            ReadOnlyMemory<byte> document = DocumentOf(row);
            if (documents.Count > 0 && bytes + document.Length > MostBytes)
                await JudgeAsync();
            some.Add(row);
            documents.Add(document);
            bytes += document.Length;
        }

        if (documents.Count > 0)
            await JudgeAsync();
        return wanted;
    }

    // With a name by which an error says for which row it was.
    private static byte[] DocumentOf(ObjectRow row)
    {
        var key = row.Object.Key;
        var document = new JsonObject
        {
            ["kind"] = key.Kind,
            ["metadata"] = new JsonObject { ["name"] = $"{(key.Namespace.Length > 0 ? key.Namespace + "/" : "")}{key.Name} at {row.Edge.Id}" },
            ["scope"] = RowJson.Scope(row),
        };
        return JsonSerializer.SerializeToUtf8Bytes(ApiReplies.Element(document), ContractsJson.Default.JsonElement);
    }
}

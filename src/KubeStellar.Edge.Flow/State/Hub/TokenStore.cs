using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Join tokens in <c>kse-hub</c>, key <c>token.&lt;id&gt;</c>.</summary>
internal sealed class TokenStore(HubRecords records)
{
    private const string Prefix = "token.";
    private const int LongestId = 64;

    /// <summary>Whether the text can be a token's id (letters, digits and '-').</summary>
    internal static bool IsId(string text) =>
        text.Length is > 0 and <= LongestId && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-');

    /// <summary>A token and its revision; null when there is none.</summary>
    internal async Task<(TokenRecord Record, ulong Revision)?> ReadAsync(string id, CancellationToken token)
    {
        if (!IsId(id) || await records.ReadAsync(Prefix + id, token) is not { } entry)
            return null;
        return Parse(entry) is { } record && record.Id == id ? (record, entry.Revision) : null;
    }

    /// <summary>All tokens, in the order of their ids.</summary>
    internal async Task<IReadOnlyList<TokenRecord>> ListAsync(CancellationToken token) =>
        [.. (await records.ListAsync(Prefix, token)).Select(Parse).OfType<TokenRecord>().OrderBy(record => record.Id, StringComparer.Ordinal)];

    /// <summary>Writes a token by compare-and-set; false when somebody else wrote it meanwhile. Durable when it returns.</summary>
    /// <param name="record">The token.</param>
    /// <param name="expected">Its revision; 0 for a new one.</param>
    /// <param name="token">Cancels the wait.</param>
    internal Task<bool> WriteAsync(TokenRecord record, ulong expected, CancellationToken token) =>
        records.WriteAsync(Prefix + record.Id, JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.TokenRecord), expected, token);

    private static TokenRecord? Parse(BucketEntry entry)
    {
        try
        {
            return JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.TokenRecord);
        }
        catch (JsonException)
        {
            // Whoever wrote that by hand gets no edge in with it.
            return null;
        }
    }
}

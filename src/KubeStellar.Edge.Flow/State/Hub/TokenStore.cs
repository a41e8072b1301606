using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Join tokens in <c>kse-hub</c>, key <c>token.&lt;id&gt;</c>. One that somebody wrote by hand and that cannot be read admits nobody.</summary>
internal sealed class TokenStore(HubRecords records)
{
    private const int LongestId = 64;
    private const int Tries = 16;

    private readonly RecordShelf<TokenRecord> _shelf = new(records, "token.", ContractsJson.Default.TokenRecord);

    /// <summary>Whether the text can be a token's id (letters, digits and '-').</summary>
    internal static bool IsId(string text) =>
        text.Length is > 0 and <= LongestId && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-');

    /// <summary>A token and its revision; null when there is none.</summary>
    internal async Task<(TokenRecord Record, ulong Revision)?> ReadAsync(string id, CancellationToken token) =>
        IsId(id) && await _shelf.ReadAsync(id, token) is { } found && found.Record.Id == id ? found : null;

    /// <summary>All tokens, in the order of their ids.</summary>
    internal async Task<IReadOnlyList<TokenRecord>> ListAsync(CancellationToken token) =>
        [.. (await _shelf.ListAsync(token)).OrderBy(record => record.Id, StringComparer.Ordinal)];

    /// <summary>Writes a token by compare-and-set; false when somebody else wrote it meanwhile. Durable when it returns.</summary>
    /// <param name="record">The token.</param>
    /// <param name="expected">Its revision; 0 for a new one.</param>
    /// <param name="token">Cancels the wait.</param>
    internal Task<bool> WriteAsync(TokenRecord record, ulong expected, CancellationToken token) => _shelf.WriteAsync(record.Id, record, expected, token);

    /// <summary>Deletes a token; what it was, or null when there was none.</summary>
    internal async Task<TokenRecord?> DeleteAsync(string id, CancellationToken token)
    {
        TokenRecord? was = null;
        while (await ReadAsync(id, token) is { } found)
        {
            was = found.Record;
            if (await _shelf.DeleteAsync(id, found.Revision, token))
                break;
        }

        return was;
    }

    /// <summary>Counts an edge as a use of a token, durably and once; empty, or why not.</summary>
    internal async Task<string> SpendAsync(string id, string edge, CancellationToken token)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await ReadAsync(id, token) is not var (record, revision))
                return Unknown;
            if (record.Spent(edge) is { Length: > 0 } spent)
                return spent;

            // Where nothing is counted nothing is written: ten thousand devices are not ten thousand writes of a growing list.
            if (record.Uses == 0 || record.Counts(edge) || await WriteAsync(record with { UsedBy = [.. record.UsedBy, edge] }, revision, token))
                return "";
        }

        return "too many devices join with this token at once; try again";
    }

    /// <summary>What a device hears whose token is not there.</summary>
    internal const string Unknown = "the hub knows no such token (any more); make a new one with `kse token create`";
}

using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>
/// Join tokens in <c>kse-hub</c>, key <c>token.&lt;id&gt;</c>. A write is known as this hub's own only when the mirror has it: until then the bucket watch
/// would take it for somebody else's and mirror it, so a crash between the two loses nothing.
/// </summary>
internal sealed class TokenStore(IBuckets buckets, IHubMirror mirror, BucketLedger ledger) : IDisposable
{
    private const string Prefix = "token.";
    private const int LongestId = 64;

    // One write after the other: the mirror must not get an older use of a token after a newer one.
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Whether the text can be a token's id (letters, digits and '-').</summary>
    internal static bool IsId(string text) =>
        text.Length is > 0 and <= LongestId && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-');

    /// <summary>A token and its revision; null when there is none.</summary>
    internal async Task<(TokenRecord Record, ulong Revision)?> ReadAsync(string id, CancellationToken token)
    {
        if (!IsId(id) || await buckets[Contracts.Wire.Buckets.Hub].GetAsync(Prefix + id, token) is not { } entry)
            return null;
        return Parse(entry) is { } record && record.Id == id ? (record, entry.Revision) : null;
    }

    /// <summary>All tokens, in the order of their ids.</summary>
    internal async Task<IReadOnlyList<TokenRecord>> ListAsync(CancellationToken token)
    {
        var entries = await buckets[Contracts.Wire.Buckets.Hub].LoadAsync(token);
        return [.. entries.Where(entry => entry.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(Parse).OfType<TokenRecord>().OrderBy(record => record.Id, StringComparer.Ordinal)];
    }

    /// <summary>Writes a token by compare-and-set; false when somebody else wrote it meanwhile. Durable when it returns.</summary>
    /// <param name="record">The token.</param>
    /// <param name="expected">Its revision; 0 for a new one.</param>
    /// <param name="token">Cancels the wait.</param>
    internal async Task<bool> WriteAsync(TokenRecord record, ulong expected, CancellationToken token)
    {
        var (key, value) = (Prefix + record.Id, JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.TokenRecord));
        var bucket = buckets[Contracts.Wire.Buckets.Hub];
        await _one.WaitAsync(token);
        try
        {
            var revision = await bucket.PutAsync(key, value, expected, token);
            var info = await bucket.InfoAsync(token);
            await mirror.WriteAsync(Contracts.Wire.Buckets.Hub, new MirrorLife(info.Created, revision), [new MirrorWrite(key, value, revision)], token);
            ledger.Wrote(Contracts.Wire.Buckets.Hub, revision);
            return true;
        }
        catch (RevisionConflictException)
        {
            return false;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

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

using System.Security.Cryptography;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Regions;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Makes join tokens. The record is durable before the secret is shown.</summary>
internal sealed class TokenDesk(TokenStore tokens, IEdgeAdmission admission, HubEvents events, TimeProvider time)
{
    private const int MaxUses = 1_000_000;
    private const long MaxSeconds = 10L * 366 * 24 * 3600;

    internal async Task<ApiReply> MakeAsync(TokenRequest request, CancellationToken token)
    {
        Check(request);
        DateTimeOffset? expires = request.ExpiresInSeconds == 0 ? null : time.GetUtcNow().AddSeconds(request.ExpiresInSeconds);
        while (true)
        {
            // 40 bits are enough for a name; the secret is the key within the token.
            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5));
            var (text, key) = admission.MintToken(id, expires);
            var record = new TokenRecord { Id = id, PublicKey = key, Labels = request.Labels, Uses = request.Uses, Expires = expires, Region = request.Region };
            if (!await tokens.WriteAsync(record, 0, token))
                continue;
            events.Add("token.created", id, "", Asker.Unnamed, Describe(record));
            return ApiReplies.Of(new TokenResult { Id = id, Token = text }, ContractsJson.Default.TokenResult);
        }
    }

    private static string Describe(TokenRecord record)
    {
        var whom = $"{(record.Uses == 0 ? "any number of" : record.Uses)} {(record.Region is null ? "edge(s)" : "region(s)")}";
        var until = record.Expires is { } expires ? $"until {expires.UtcDateTime:O}" : "for ever";
        var labels = record.Labels.Count == 0 ? "" : $", with {string.Join(",", record.Labels.Select(label => $"{label.Key}={label.Value}"))}";
        return $"admits {whom} {until}{labels}{(record.Region is { } rights ? $"; {RegionRightsText.Of(rights)}" : "")}";
    }

    private static void Check(TokenRequest request)
    {
        var faults = new List<ApiFault>();
        foreach (var (key, value) in request.Labels)
        {
            if (Names.ExplainLabelKey(key) is { } wrongKey)
                faults.Add(new ApiFault("request", "labels", $"the label key '{key}' {wrongKey}"));
            if (Names.ExplainLabelValue(value) is { } wrongValue)
                faults.Add(new ApiFault("request", $"labels.{key}", $"the value '{value}' {wrongValue}"));
        }

        if (request.Region is { } rights)
            faults.AddRange(RegionRightsText.Faults(rights).Select(fault => new ApiFault("request", $"region.{fault.List}", fault.Why)));

        if (request.Uses is < 0 or > MaxUses)
            faults.Add(new ApiFault("request", "uses", $"uses must be 0 (no limit) to {MaxUses}"));
        if (request.ExpiresInSeconds is < 0 or > MaxSeconds)
            faults.Add(new ApiFault("request", "expiresInSeconds", $"a token may be valid for 0 (for ever) to {MaxSeconds} seconds"));
        if (faults.Count > 0)
            throw new ApiRefusedException("invalid", "the token cannot be made as asked", faults);
    }
}

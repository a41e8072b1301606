using System.Security.Cryptography;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Admission;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Regions;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Makes join tokens, and deletes them. The record is durable before the secret is shown.</summary>
internal sealed class TokenDesk(
    TokenStore tokens, PendingStore pending, RevocationBook revoked, IEdgeAdmission admission, HubEvents events, TimeProvider time, IOptions<AdmissionOptions> options)
{
    private const int MaxUses = 1_000_000;
    private const long MaxSeconds = 10L * 366 * 24 * 3600;

    /// <summary>Makes a token, or deletes one.</summary>
    internal Task<ApiReply> RunAsync(TokenRequest request, CancellationToken token) => request.Delete is { } id ? DeleteAsync(id, token) : MakeAsync(request, token);

    private async Task<ApiReply> DeleteAsync(string id, CancellationToken token)
    {
        if (await tokens.DeleteAsync(id, token) is not { } record)
            throw new ApiRefusedException("not-found", $"there is no token '{id}'");

        // From here on it admits nobody; what follows only tidies up.
        await pending.ForgetTokenAsync(id, token);
        await revoked.ShutAsync(record, token);
        events.Add("token.deleted", id, "", Asker.Unnamed, $"it {Describe(record)}, and was used by {record.UsedBy.Count}");
        return ApiReplies.Of(new TokenResult { Id = id, Token = "" }, ContractsJson.Default.TokenResult);
    }

    private async Task<ApiReply> MakeAsync(TokenRequest request, CancellationToken token)
    {
        Check(request);
        var byHand = request.Approve is true || options.Value.ApproveJoins;
        DateTimeOffset? expires = request.ExpiresInSeconds == 0 ? null : time.GetUtcNow().AddSeconds(request.ExpiresInSeconds);
        while (true)
        {
            // 40 bits are enough for a name; the secret is the key within the token.
            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5));
            // Who came in time, and waits for a person, has to get through to hear the answer.
            var (text, key) = admission.MintToken(id, byHand ? expires + options.Value.PendingFor : expires);
            var record = new TokenRecord
            {
                Id = id,
                PublicKey = key,
                Labels = request.Labels,
                Uses = request.Uses,
                Expires = expires,
                Region = request.Region,
                Approve = byHand ? true : null,
                Replaces = request.Replaces,
                Issuer = admission.Issuer is { Length: > 0 } issuer ? issuer : null,
            };
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
        var rule = $"{(record.Replaces is { } edge ? $", only as {edge} and in the place of whoever is it" : "")}{(record.Approve is true ? ", each approved by a person" : "")}";
        return $"admits {whom} {until}{labels}{rule}{(record.Region is { } rights ? $"; {RegionRightsText.Of(rights)}" : "")}";
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

        if (request.Replaces is { } edge)
        {
            if (Names.ExplainDnsLabel(edge) is { } wrong)
                faults.Add(new ApiFault("request", "replaces", $"'{edge}' {wrong}"));
            if (request.Region is not null)
                faults.Add(new ApiFault("request", "replaces", "a region is not replaced: remove it, and have the new hub join with a token of its own"));
            if (request.Uses != 1)
                faults.Add(new ApiFault("request", "uses", "a token that names an edge is for one device"));
        }

        if (request.Uses is < 0 or > MaxUses)
            faults.Add(new ApiFault("request", "uses", $"uses must be 0 (no limit) to {MaxUses}"));
        if (request.ExpiresInSeconds is < 0 or > MaxSeconds)
            faults.Add(new ApiFault("request", "expiresInSeconds", $"a token may be valid for 0 (for ever) to {MaxSeconds} seconds"));
        if (faults.Count > 0)
            throw new ApiRefusedException("invalid", "the token cannot be made as asked", faults);
    }
}

using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Ingest.Sealing;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>Checks a request whole before anything of it is written: every fault is found and named, with the document and the field.</summary>
internal sealed class RequestCheck(LibraryCheck libraries, PolicyCheck policies, Uploads uploads, SecretSealing sealing, IHubInventory inventory, IRelationCheck relations, LoadedBundles bundles)
{
    private const string OwnGroup = "edge.kubestellar.io";

    /// <exception cref="RequestRefusedException">Something of it is wrong; nothing of it may be taken.</exception>
    public async Task<CheckedRequest> CheckAsync(string workspace, ApplyRequest request, CancellationToken token)
    {
        CheckWorkspace(workspace);
        var faults = new List<ApiFault>();
        var objects = new List<CheckedObject>(request.Objects.Count);
        var seen = new Dictionary<ObjectKey, string>();
        foreach (var item in request.Objects)
        {
            if (await CheckAsync(item, faults, token) is not { } good)
            {
                continue;
            }

            if (!seen.TryAdd(good.Key, item.Source))
            {
                faults.Add(new ApiFault(item.Source, "metadata.name", $"{good.Key} is in this request already, in {seen[good.Key]}"));
            }

            objects.Add(good);
        }

        var scope = new LibraryScope(workspace, inventory);
        var newLibraries = await libraries.CheckAsync(workspace, request.Libraries ?? [], scope, faults, token);
        var newPolicies = await policies.CheckAsync(workspace, request.Policies, scope, faults, token);
        var whole = sealing.Seal(workspace, new CheckedRequest(newLibraries, objects, newPolicies), faults);
        if (faults.Count == 0)
        {
            // Only what is good by itself is worth looking at together with all the rest.
            var sources = objects.ToDictionary(one => LinkNode.Of(one.Key), one => one.Source);
            foreach (var policy in newPolicies)
            {
                sources[LinkNode.Of(policy.Key.Name)] = policy.Source;
            }

            faults.AddRange(await relations.CheckAsync(new PreviewInventory(inventory, workspace, whole), workspace, sources, token));
        }

        if (faults.Count == 0)
        {
            return whole;
        }

        foreach (var refused in newPolicies.Where(policy => inventory.Policies.All(other => other.Digest != policy.Digest)))
        {
            await bundles.ForgetAsync(refused.Digest, token);
        }

        var items = request.Objects.Count + request.Policies.Count + (request.Libraries?.Count ?? 0);
        throw RequestRefusedException.Invalid($"{faults.Count} {(faults.Count == 1 ? "fault was" : "faults were")} found in {items} {(items == 1 ? "item" : "items")}; nothing was applied", faults);
    }

    public static void CheckWorkspace(string workspace)
    {
        if (Names.ExplainDnsLabel(workspace) is { } wrong)
        {
            throw RequestRefusedException.Because("invalid", $"the workspace {wrong}");
        }
    }

    // Read by `kse apply`; stored as an object it would do nothing, in silence.
    private static bool IsMadeOf(JsonElement parsed) =>
        parsed.ValueKind == JsonValueKind.Object && parsed.TryGetProperty("apiVersion", out var version) && version.ValueKind == JsonValueKind.String
        && version.GetString()!.StartsWith(OwnGroup + "/", StringComparison.Ordinal);

    private async Task<CheckedObject?> CheckAsync(ApplyObject item, List<ApiFault> faults, CancellationToken token)
    {
        try
        {
            byte[] canonical;
            if (item.Object is { } element)
            {
                canonical = CanonicalJson.Canonicalize(element);
            }
            else if (item.Content is { } digest)
            {
                canonical = CanonicalJson.Canonicalize(uploads.Content(digest) ?? throw new JsonRefusedException($"the content {digest} was not uploaded, or fell out of the hub's memory since: apply fewer large objects at a time", ""));
            }
            else
            {
                throw new JsonRefusedException("neither an object nor the digest of an uploaded one", "");
            }

            if (canonical.Length > ObjectLimits.MaxObjectBytes)
            {
                throw new JsonRefusedException($"the object has {canonical.Length} bytes; the limit is {ObjectLimits.MaxObjectBytes}", "");
            }

            var parsed = CanonicalJson.Parse(canonical);
            var found = faults.Count;
            faults.AddRange(ObjectRules.Check(parsed).Select(error => new ApiFault(item.Source, error.Path, error.Message)));
            if (IsMadeOf(parsed))
            {
                faults.Add(new ApiFault(item.Source, "apiVersion", $"what is of {OwnGroup} says how a policy or a library is made, and is no workload; apply its file with kse of this version"));
            }

            return faults.Count > found ? null : new CheckedObject(item.Source, ObjectKey.OfObject(parsed), canonical, Digest.Of(canonical));
        }
        catch (JsonRefusedException refused)
        {
            faults.Add(new ApiFault(item.Source, refused.Path, refused.Reason));
            return null;
        }
        catch (ContentRefusedException refused)
        {
            faults.Add(new ApiFault(item.Source, "", $"the uploaded content cannot be read: {refused.Message}"));
            return null;
        }
    }
}

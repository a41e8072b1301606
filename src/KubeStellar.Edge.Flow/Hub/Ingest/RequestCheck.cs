using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>Checks a request whole before anything of it is written: every fault is found and named, with the document and the field.</summary>
internal sealed class RequestCheck(IPolicyRuntime runtime, SourceCheck source, ContentPool contents, IHubInventory inventory, IRelationCheck relations)
{
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

        var policies = new List<CheckedPolicy>(request.Policies.Count);
        foreach (var policy in request.Policies)
        {
            if (await CheckAsync(workspace, policy, policies, faults, token) is { } good)
            {
                policies.Add(good);
            }
        }

        var whole = new CheckedRequest(objects, policies);
        if (faults.Count == 0)
        {
            // Only what is good by itself is worth looking at together with all the rest.
            var sources = objects.Zip(request.Objects).ToDictionary(pair => LinkNode.Of(pair.First.Key), pair => pair.Second.Source);
            foreach (var policy in policies)
            {
                sources[LinkNode.Of(policy.Key.Name)] = policy.Policy.Source;
            }

            faults.AddRange(await relations.CheckAsync(new PreviewInventory(inventory, workspace, whole), workspace, sources, token));
        }

        return faults.Count == 0
            ? whole
            : throw RequestRefusedException.Invalid($"{faults.Count} of {request.Objects.Count + request.Policies.Count} items cannot be taken; nothing was applied", faults);
    }

    public static void CheckWorkspace(string workspace)
    {
        if (Names.ExplainDnsLabel(workspace) is { } wrong)
        {
            throw RequestRefusedException.Because("invalid", $"the workspace {wrong}");
        }
    }

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
                canonical = CanonicalJson.Canonicalize(await contents.ContentAsync(digest, token)
                    ?? throw new JsonRefusedException($"the content {digest} was not uploaded", ""));
                contents.Touch(digest);
            }
            else
            {
                throw new JsonRefusedException("neither an object nor the digest of an uploaded one", "");
            }

            if (canonical.Length > ObjectLimits.MaxObjectBytes)
            {
                throw new JsonRefusedException($"the object has {canonical.Length} bytes; the limit is {ObjectLimits.MaxObjectBytes}", "");
            }

            var parsed = JsonDocument.Parse(canonical).RootElement;
            var found = faults.Count;
            faults.AddRange(ObjectRules.Check(parsed).Select(error => new ApiFault(item.Source, error.Path, error.Message)));
            return faults.Count > found ? null : new CheckedObject(ObjectKey.OfObject(parsed), canonical, Digest.Of(canonical));
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

    private async Task<CheckedPolicy?> CheckAsync(
        string workspace, ApplyPolicy policy, List<CheckedPolicy> before, List<ApiFault> faults, CancellationToken token)
    {
        if (Names.ExplainDnsLabel(policy.Name) is { } wrong)
        {
            faults.Add(new ApiFault(policy.Source, "name", $"the policy's name {wrong}"));
            return null;
        }

        if (before.Any(other => other.Key.Name == policy.Name))
        {
            faults.Add(new ApiFault(policy.Source, "name", $"the policy {policy.Name} is in this request already"));
            return null;
        }

        var found = faults.Count;
        faults.AddRange(BundleFaults(policy));
        if (faults.Count > found)
        {
            return null;
        }

        var digest = Digest.Of(BundleBytes(policy.Bundle));
        faults.AddRange(await source.FaultsAsync(digest, policy, token));
        if (faults.Count > found)
        {
            return null;
        }

        var shape = await runtime.LoadAsync(digest, policy.Bundle, token);
        if (shape.Ok)
        {
            return new CheckedPolicy(new PolicyKey(workspace, policy.Name), policy, digest);
        }

        faults.Add(SourceCheck.OfEngine(shape.Fault, policy));
        return null;
    }

    /// <summary>What a bundle's digest is made of: its canonical JSON.</summary>
    public static byte[] BundleBytes(PolicyBundle bundle) =>
        CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(bundle, ContractsJson.Default.PolicyBundle));

    private static IEnumerable<ApiFault> BundleFaults(ApplyPolicy policy)
    {
        if (!policy.Bundle.Files.ContainsKey(policy.Bundle.Main))
        {
            yield return new ApiFault(policy.Source, "bundle.main", $"the entry module {policy.Bundle.Main} is not among the files");
        }

        foreach (var path in policy.Bundle.Files.Keys)
        {
            if (path.Length == 0 || path[0] == '/' || path.Contains('\\', StringComparison.Ordinal) || path.Split('/').Any(part => part is "" or "." or ".."))
            {
                yield return new ApiFault(policy.Source, "bundle.files", $"{path} is not a relative path inside the bundle");
            }
        }

        var size = policy.Bundle.Files.Sum(file => (long)file.Value.Length);
        if (size > ObjectLimits.MaxObjectBytes / 8)
        {
            yield return new ApiFault(policy.Source, "bundle.files", $"the bundle has {size} characters; the limit is {ObjectLimits.MaxObjectBytes / 8}");
        }
    }
}

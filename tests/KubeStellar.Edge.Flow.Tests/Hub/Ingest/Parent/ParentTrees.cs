using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Ingest;
using KubeStellar.Edge.Flow.State.Regions;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest.Parent;

/// <summary>What a parent says, as a test writes it.</summary>
internal static class ParentTrees
{
    public static ParentTree Of(long revision, params ParentPolicy[] policies) => new(new RootVersion(1, revision), policies, new Dictionary<PolicyKey, string>());

    public static ParentPolicy Policy(string name, string meaning, long order, params string[] objects)
    {
        var bundle = new PolicyBundle { Main = $"{name}.js", Files = new() { [$"{name}.js"] = meaning } };
        return new ParentPolicy(new PolicyKey("default", name), Digest.Of(System.Text.Encoding.UTF8.GetBytes(name)), BundleCheck.DigestOf(bundle), bundle, order, null, [.. objects.Select(Object)]);
    }

    public static ParentObject Object(string text)
    {
        var canonical = CanonicalJson.Canonicalize(JsonElement.Parse(text));
        return new ParentObject(ObjectKey.OfObject(JsonElement.Parse(canonical)), Digest.Of(canonical), canonical, null);
    }
}

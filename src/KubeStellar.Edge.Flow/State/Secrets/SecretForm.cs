using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>
/// A Secret as an API server keeps it: <c>stringData</c>, which is there for people to write and never to be read, goes into <c>data</c>. So what was applied can be compared with what is there.
/// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/
/// </summary>
internal static class SecretForm
{
    /// <summary>Folds a Secret; anything else, and one that has no <c>stringData</c>, stays as it is.</summary>
    /// <param name="key">The object.</param>
    /// <param name="plain">Its canonical JSON with values.</param>
    internal static byte[] Fold(ObjectKey key, byte[] plain)
    {
        if (!key.IsSecret || plain.AsSpan().IndexOf("\"stringData\""u8) < 0 || JsonNode.Parse(plain) is not JsonObject secret || secret["stringData"] is not JsonObject texts)
        {
            return plain;
        }

        secret.Remove("stringData");
        var data = secret["data"] as JsonObject ?? [];
        secret["data"] = data;
        foreach (var (name, value) in texts)
        {
            data[name] = value is JsonValue text && text.GetValueKind() == JsonValueKind.String ? Convert.ToBase64String(Encoding.UTF8.GetBytes(text.GetValue<string>())) : value?.DeepClone();
        }

        return CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(secret.ToJsonString()));
    }
}

using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;

namespace KubeStellar.Edge.Kubernetes.Cluster.Faults;

/// <summary>What of a server's refusal may be told: of a Secret only which fields, since sentences quote values.</summary>
internal static class FaultText
{
    private const int Longest = 1024;
    private const string Withheld = "the server's words are not told, because they may quote the values of a secret";

    internal static bool IsSecret(KindInfo kind) => kind is { Group: "", Kind: "Secret" };

    internal static string Of(ApiStatus status, KindInfo kind, string fallback)
    {
        if (IsSecret(kind))
        {
            var fields = status.Causes.Select(cause => cause.Field).Where(field => field.Length > 0).Distinct().ToList();
            return fields.Count > 0 ? $"{string.Join(", ", fields)} ({Withheld})" : Withheld;
        }

        return Cut(status.Message.Length > 0 ? status.Message : fallback);
    }

    internal static string Cut(string text, int longest = Longest) => text.Length <= longest ? text : string.Concat(text.AsSpan(0, longest - 1), "…");
}

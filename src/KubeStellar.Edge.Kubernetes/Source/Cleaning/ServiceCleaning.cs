using System.Text.Json.Nodes;

namespace KubeStellar.Edge.Kubernetes.Source.Cleaning;

/// <summary>
/// Addresses and ports that a cluster gave a Service (https://kubernetes.io/docs/concepts/services-networking/service/). What its owner may have asked for and differs from the default stays:
/// headless, dual-stack, traffic policies, affinity.
/// </summary>
internal static class ServiceCleaning
{
    private const string Headless = "None";

    internal static void Clean(JsonObject item, KeptFields kept)
    {
        if (!kept.Has(KeptFields.ClusterIP))
        {
            if (Fields.Text(item, "spec", "clusterIP") != Headless)
            {
                Fields.Remove(item, ["spec"], "clusterIP");
            }

            Fields.Remove(item, ["spec"], "clusterIPs", "ipFamilies");
        }

        Fields.RemoveDefault(item, "spec", "ipFamilyPolicy", "SingleStack");
        Fields.RemoveDefault(item, "spec", "externalTrafficPolicy", "Cluster");
        Fields.RemoveDefault(item, "spec", "internalTrafficPolicy", "Cluster");
        Fields.RemoveDefault(item, "spec", "sessionAffinity", Headless);
        if (!kept.Has(KeptFields.NodePort))
        {
            Fields.Remove(item, ["spec"], "healthCheckNodePort");
            foreach (var port in Fields.Items(Fields.Map(item, "spec"), "ports"))
            {
                port.Remove("nodePort");
            }
        }

        KindCleaning.Annotations(item, "control.kubestellar.io/preserve");
    }
}

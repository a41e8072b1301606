using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>
/// Gives a namespace to objects of Kubernetes' own namespaced kinds that name none, as kubectl does.
/// Custom kinds are left alone: only a cluster knows whether they are namespaced.
/// </summary>
internal static class NamespaceFill
{
    private static readonly HashSet<(string Group, string Kind)> Namespaced =
    [
        ("", "Pod"), ("", "Service"), ("", "ConfigMap"), ("", "Secret"), ("", "ServiceAccount"), ("", "Endpoints"), ("", "Event"), ("", "LimitRange"),
        ("", "PersistentVolumeClaim"), ("", "PodTemplate"), ("", "ReplicationController"), ("", "ResourceQuota"),
        ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("apps", "ReplicaSet"), ("apps", "ControllerRevision"),
        ("batch", "Job"), ("batch", "CronJob"), ("autoscaling", "HorizontalPodAutoscaler"), ("policy", "PodDisruptionBudget"),
        ("networking.k8s.io", "Ingress"), ("networking.k8s.io", "NetworkPolicy"), ("discovery.k8s.io", "EndpointSlice"),
        ("rbac.authorization.k8s.io", "Role"), ("rbac.authorization.k8s.io", "RoleBinding"), ("coordination.k8s.io", "Lease"),
        ("events.k8s.io", "Event"), ("storage.k8s.io", "CSIStorageCapacity"),
        ("gateway.networking.k8s.io", "Gateway"), ("gateway.networking.k8s.io", "HTTPRoute"), ("gateway.networking.k8s.io", "GRPCRoute"),
        ("cert-manager.io", "Certificate"), ("cert-manager.io", "Issuer"),
    ];

    internal static bool Wanted(ObjectKey key) => key.Namespace.Length == 0 && Namespaced.Contains((key.Group, key.Kind));

    /// <summary>Whether a kind is one of Kubernetes' namespaced ones.</summary>
    internal static bool IsNamespaced(string group, string kind) => Namespaced.Contains((group, kind));

    /// <summary>The canonical bytes of an object with <c>metadata.namespace</c> set; every other token stays as its owner wrote it.</summary>
    internal static byte[] Fill(JsonElement obj, string space)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = ObjectLimits.MaxDepth }))
        {
            writer.WriteStartObject();
            foreach (var member in obj.EnumerateObject())
            {
                writer.WritePropertyName(member.Name);
                if (member.Name == "metadata")
                {
                    writer.WriteStartObject();
                    foreach (var field in member.Value.EnumerateObject().Where(field => field.Name != "namespace"))
                    {
                        writer.WritePropertyName(field.Name);
                        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(field.Value), skipInputValidation: true);
                    }

                    writer.WriteString("namespace", space);
                    writer.WriteEndObject();
                }
                else
                {
                    writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
                }
            }

            writer.WriteEndObject();
        }

        return CanonicalJson.Canonicalize(buffer.WrittenSpan);
    }
}

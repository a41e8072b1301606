using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>What a Pod's spec refers to by name in its namespace.</summary>
internal static class PodReferences
{
    /// <summary>Kind and name of each ConfigMap, Secret and PersistentVolumeClaim, in order, each once.</summary>
    internal static IReadOnlyList<(string Kind, string Name)> Of(JsonElement spec)
    {
        var found = new SortedSet<(string, string)>();
        foreach (var container in spec.Items("containers").Concat(spec.Items("initContainers")))
        {
            foreach (var source in container.Items("envFrom"))
            {
                Add(found, "ConfigMap", source, "configMapRef", "name");
                Add(found, "Secret", source, "secretRef", "name");
            }

            foreach (var from in container.Items("env").Select(variable => variable.Member("valueFrom")))
            {
                Add(found, "ConfigMap", from, "configMapKeyRef", "name");
                Add(found, "Secret", from, "secretKeyRef", "name");
            }
        }

        foreach (var volume in spec.Items("volumes"))
        {
            Add(found, "ConfigMap", volume, "configMap", "name");
            Add(found, "Secret", volume, "secret", "secretName");
            Add(found, "PersistentVolumeClaim", volume, "persistentVolumeClaim", "claimName");
            foreach (var source in volume.Items("projected", "sources"))
            {
                Add(found, "ConfigMap", source, "configMap", "name");
                Add(found, "Secret", source, "secret", "name");
            }
        }

        foreach (var pull in spec.Items("imagePullSecrets"))
        {
            if (pull.Text("name") is { Length: > 0 } name)
            {
                found.Add(("Secret", name));
            }
        }

        return [.. found];
    }

    private static void Add(SortedSet<(string, string)> found, string kind, JsonElement parent, string member, string name)
    {
        if (parent.Text(member, name) is { Length: > 0 } value)
        {
            found.Add((kind, value));
        }
    }
}

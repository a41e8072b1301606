using System.Text;

namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>
/// The file of a folder that names those which MicroShift is to take (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/). It is written after a file that it names
/// and before one that it no longer names goes, since a name without a file fails the whole of it. With nothing to name there is none: kustomize refuses an empty one.
/// </summary>
internal sealed class Kustomization(IManifestFolder folder)
{
    internal const string FileName = "kustomization.yaml";
    private const string Head = "# Written by kse edge; what is changed here is put back.\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n";

    /// <summary>The names in it; none when there is none.</summary>
    /// <exception cref="IOException">It is somebody else's.</exception>
    internal IReadOnlyList<string> Read()
    {
        if (folder.Read(FileName) is not { } bytes)
        {
            return [];
        }

        var text = Encoding.UTF8.GetString(bytes);
        return text.StartsWith(Head, StringComparison.Ordinal)
            ? [.. text[Head.Length..].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimStart('-', ' '))]
            : throw new IOException($"{FileName} was not written by this edge; give it a folder of its own, or remove or rename that file");
    }

    /// <summary>Names just these.</summary>
    /// <exception cref="IOException">It is somebody else's, or the disk fails.</exception>
    internal void Write(IReadOnlyList<string> names)
    {
        if (Read().SequenceEqual(names))
        {
            return;
        }

        if (names.Count == 0)
        {
            folder.Remove(FileName);
            return;
        }

        folder.Write(FileName, Encoding.UTF8.GetBytes(Head + string.Concat(names.Select(name => $"- {name}\n"))), replace: true);
    }
}

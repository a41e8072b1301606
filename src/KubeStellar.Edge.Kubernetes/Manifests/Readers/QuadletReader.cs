using System.Buffers;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Apply;

namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>
/// The target <c>quadlet:DIR</c>, read by podman's generator of systemd units (https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html, podman-kube.unit.5, podman-kube-play.1).
/// A Pod or Deployment is a YAML file with a <c>.kube</c> unit beside it (<see cref="QuadletFolder"/>). ConfigMaps are no objects of their own to podman, and Secrets and claims have to be made
/// before what uses them, in one play; so the YAML holds them as further documents behind the workload: podman puts them in order itself. Each lies in a file of its own too, without a unit.
/// systemd takes changes up when it is told to; <c>packaging/systemd/kse-quadlet-reload</c> tells it.
/// <para>Quadlet plays with a service container, which podman (<c>pkg/domain/infra/abi/play.go</c>) makes for Pods and Deployments only; so nothing else is taken, although
/// <c>podman kube play</c> by itself knows DaemonSets and Jobs.</para>
/// </summary>
internal sealed class QuadletReader : FolderReader
{
    private static ReadOnlySpan<byte> Separator => "\n---\n"u8;

    internal override string Form => "quadlet";

    internal override IEnumerable<string> Candidates(ObjectKey key) => DigestFileName.Candidates(key, ManifestFileName.YamlExtension);

    internal override bool Accepts(string file) => DigestFileName.Is(file, ManifestFileName.YamlExtension);

    internal override Refusal? Refuse(TargetObject wanted, IManifestFolder folder)
    {
        var key = wanted.Entry.Key;
        if (!IsWorkload(key) && !IsPart(key))
        {
            return new Refusal("KindNotAllowed", $"podman's units take Pods and Deployments, with the ConfigMaps, Secrets and PersistentVolumeClaims that they use, and this is a {key.Kind}");
        }

        // podman has no namespaces: a second one of this name would replace the first.
        return IsWorkload(key) && QuadletFolder.NamesakeOf(key, Candidates(key), folder) is { } other
            ? new Refusal("NameTaken", $"podman has no namespaces, and a {key.Kind} {key.Name} of namespace {other} is there already")
            : YamlSafe.Refuse(wanted.Content);
    }

    internal override ReadOnlyMemory<byte> Bytes(TargetObject wanted, IManifestFolder folder)
    {
        var key = wanted.Entry.Key;
        var own = YamlSafe.Of(wanted.Content);
        if (!IsWorkload(key))
        {
            return own;
        }

        var all = new ArrayBufferWriter<byte>();
        all.Write(own.Span);
        var spec = CanonicalJson.Parse(wanted.Content.Span).Member("spec");
        var pod = key.Kind == "Pod" ? spec : spec.Member("template", "spec");
        foreach (var (kind, name) in PodReferences.Of(pod))
        {
            // What is not placed by this edge may be in podman's own store.
            if (folder.Read(Candidates(new ObjectKey("", kind, key.Namespace, name)).First()) is { } part)
            {
                all.Write(Separator);
                all.Write(part);
            }
        }

        all.Write("\n"u8);
        return all.WrittenMemory;
    }

    // Canonical JSON has no line break, and comes first.
    internal override Digest ContentOf(ReadOnlySpan<byte> file) => Digest.Of(file.IndexOf((byte)'\n') is >= 0 and var end ? file[..end] : file);

    internal override string? Behind(string name) =>
        name.EndsWith(QuadletFolder.UnitExtension, StringComparison.Ordinal) ? name[..^QuadletFolder.UnitExtension.Length] + ManifestFileName.YamlExtension : name;

    internal override bool Spreads(ObjectKey key) => IsPart(key);

    internal override IManifestFolder Over(IManifestFolder folder, IDisk disk, TimeProvider time) => new QuadletFolder(folder, time);

    private static bool IsWorkload(ObjectKey key) => key is { Group: "", Kind: "Pod" } or { Group: "apps", Kind: "Deployment" };

    private static bool IsPart(ObjectKey key) => key is { Group: "", Kind: "ConfigMap" or "Secret" or "PersistentVolumeClaim" };
}

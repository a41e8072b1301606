using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Apply;

namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>
/// The target <c>microshift:DIR</c>, one folder below MicroShift's <c>manifests.d</c> (https://docs.redhat.com/en/documentation/red_hat_build_of_microshift/4.20/html/running_applications;
/// <c>pkg/kustomize/kustomize.go</c> of openshift/microshift). <b>When it starts</b>, and only then, MicroShift deletes what the kustomizations below <c>manifests.d/delete</c> name and applies
/// (on the server's side, by force) what the others name; it retries each for ten minutes. So what changes here takes effect when MicroShift is started again.
/// </summary>
internal sealed class MicroShiftReader : FolderReader
{
    internal override string Form => "microshift";

    internal override IEnumerable<string> Candidates(ObjectKey key) => DigestFileName.Candidates(key, ManifestFileName.Extension);

    internal override bool Accepts(string file) => DigestFileName.Is(file, ManifestFileName.Extension);

    // One file that kustomize cannot carry would fail all.
    internal override Refusal? Refuse(TargetObject wanted, IManifestFolder folder) => YamlSafe.Refuse(wanted.Content);

    internal override ReadOnlyMemory<byte> Bytes(TargetObject wanted, IManifestFolder folder) => YamlSafe.Of(wanted.Content);

    internal override string? Behind(string name) => name == Kustomization.FileName ? null : name;

    internal override IManifestFolder Over(IManifestFolder folder, IDisk disk, TimeProvider time)
    {
        var (above, name) = (Path.GetDirectoryName(folder.Path) ?? folder.Path, Path.GetFileName(folder.Path));
        return new MicroShiftFolder(folder, new ManifestFolder(Path.Combine(above, "delete", name), disk), TombstoneTerm.Starts(time));
    }
}

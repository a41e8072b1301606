using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Disk;

namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>
/// The target <c>k3s:DIR</c>, read by the deploy controller of k3s and RKE2 (<c>pkg/deploy/controller.go</c> of k3s-io/k3s;
/// https://docs.k3s.io/installation/packaged-components). Every file is one <c>AddOn</c>, named by what stands before the file name's <b>first</b> dot, so that
/// <c>a.b.json</c> and <c>a.c.json</c> would fight over one, and it must be a Kubernetes name. Files are taken in the order of their names, every 15 seconds, when their time of
/// modification changed; what fails is tried again. Names that begin with a dot, or end otherwise than in yaml, yml or json, are passed over, and so is
/// <c>x.json</c> beside an <c>x.json.skip</c>. k3s takes over objects that exist, and restores what changed in the cluster only when it starts.
/// </summary>
internal sealed class K3sReader : FolderReader
{
    private const string Skip = ".skip";

    internal override string Form => "k3s";

    internal override IEnumerable<string> Candidates(ObjectKey key) => DigestFileName.Candidates(key, ManifestFileName.Extension);

    internal override bool Accepts(string file) => DigestFileName.Is(file, ManifestFileName.Extension);

    internal override Refusal? Hindrance(string file, IManifestFolder folder) => IsSkipped(file, folder)
        ? new Refusal("Skipped", $"{file}{Skip} tells k3s to pass this file over; remove it to let k3s take the file")
        : null;

    internal override string? Behind(string name) => name.EndsWith(Skip, StringComparison.Ordinal) ? name[..^Skip.Length] : name;

    internal override IManifestFolder Over(IManifestFolder folder, IDisk disk, TimeProvider time) => new K3sFolder(folder, time);

    internal static bool IsSkipped(string file, IManifestFolder folder) => folder.Exists(file + Skip);
}

using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>Manifests of simulated releases, of one object each, and what edges say of them.</summary>
internal sealed class SimulatedReport(PolicyKey policy, int size)
{
    private static readonly ObjectKey Only = new("apps", "Deployment", "default", "simulated");
    /// <summary>Bytes of a manifest where nobody says otherwise, for limits of bytes.</summary>
    public const int Size = 1000;

    private readonly Dictionary<string, ManifestRef> _manifests = new(StringComparer.Ordinal);
    private readonly Dictionary<(Digest, SimulatedHealth), SortedDictionary<string, ReportObject>> _objects = [];

    /// <summary>The manifest of a release and variant; the same instance for the same.</summary>
    public ManifestRef Manifest(string name)
    {
        if (!_manifests.TryGetValue(name, out var known))
        {
            var content = Digest.Of(System.Text.Encoding.UTF8.GetBytes(name));
            var record = new ManifestRecord { Policy = policy, Bundle = default, Objects = [new ManifestEntry(Only, content)] };
            _manifests[name] = known = new ManifestRef(policy, Digest.Of([.. "manifest "u8, .. System.Text.Encoding.UTF8.GetBytes(name)]), record, new byte[size]);
        }

        return known;
    }

    /// <summary>The manifest of a digest.</summary>
    public ManifestRef? Find(Digest digest) => _manifests.Values.FirstOrDefault(one => one.Digest == digest);

    /// <summary>A report, as the hub keeps it.</summary>
    public ReportHead Of(string edge, ManifestRef manifest, SimulatedHealth health, RootVersion follows, long sequence) => ReportHeads.Of(new ReportRecord
    {
        Edge = edge,
        Policy = policy,
        Manifest = manifest.Digest,
        Epoch = follows.Epoch,
        Revision = follows.Revision,
        Sequence = sequence,
        Objects = Objects(manifest, health),
    }, manifest.Record);

    private SortedDictionary<string, ReportObject> Objects(ManifestRef manifest, SimulatedHealth health)
    {
        if (!_objects.TryGetValue((manifest.Digest, health), out var known))
        {
            var one = new ReportObject
            {
                Content = manifest.Record!.Objects[0].Content,
                Applied = health != SimulatedHealth.Refused,
                ObservedAfterApply = true,
                Health = health switch { SimulatedHealth.Ready => Health.Current, SimulatedHealth.Applied => Health.InProgress, _ => Health.Failed },
                Reason = health switch { SimulatedHealth.Ready or SimulatedHealth.Applied => "", SimulatedHealth.Refused => "Forbidden", _ => "CrashLoopBackOff" },
                Message = health is SimulatedHealth.Ready or SimulatedHealth.Applied ? "" : "a simulated failure",
            };
            _objects[(manifest.Digest, health)] = known = new SortedDictionary<string, ReportObject>(StringComparer.Ordinal) { [Only.ToString()] = one };
        }

        return known;
    }
}

using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Manifests;
using KubeStellar.Edge.Kubernetes.Manifests.Readers;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Kubernetes.Tests.Manifests;

public sealed class StaticPodsTargetTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Dir => _folder["manifests"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_Pod_is_one_file_that_kubelet_reads_and_nothing_else_is()
    {
        var pod = Pod("""{"containers":[{"image":"x","name":"c","env":[{"name":"A","value":"b"}]}],"volumes":[{"emptyDir":{},"name":"v"},{"name":"p","projected":{"sources":[{"downwardAPI":{}}]}}]}""");
        var target = Open();
        await target.IntendAsync([Line(pod)], default);
        Assert.Equal(TargetOutcome.Applied, await target.ApplyAsync(pod, Line(pod), default));
        Assert.True(await target.ObserveAsync(pod, default) is { Matches: true, Health: Health.Current });

        // What kubelet's glob [^.]* finds.
        Assert.Equal(["40-pod-shop-a.json"], Directory.GetFiles(Dir).Select(path => Path.GetFileName(path)!).Where(name => name[0] != '.'));
        Assert.Equal(TargetOutcome.Applied, await target.RemoveAsync(Line(pod), default));
        Assert.Empty(Directory.GetFiles(Dir, "*.json"));
    }

    [Theory]
    [InlineData("apps/v1", "Deployment")]
    [InlineData("v1", "ConfigMap")]
    [InlineData("pods.example.com/v1", "Pod")]
    public async Task Other_kinds_are_refused_with_a_sentence(string version, string kind)
    {
        var wanted = Object($$$"""{"apiVersion":"{{{version}}}","kind":"{{{kind}}}","metadata":{"name":"a","namespace":"shop"}}""");
        await RefusedAsync(wanted, "KindNotAllowed", kind);
    }

    [Theory]
    [InlineData("""{"serviceAccountName":"web"}""", "serviceAccountName")]
    [InlineData("""{"volumes":[{"configMap":{"name":"web"},"name":"v"}]}""", "ConfigMap web")]
    [InlineData("""{"volumes":[{"name":"v","secret":{"secretName":"web"}}]}""", "Secret web")]
    [InlineData("""{"volumes":[{"name":"v","projected":{"sources":[{"secret":{"name":"web"}}]}}]}""", "Secret web")]
    [InlineData("""{"volumes":[{"name":"v","projected":{"sources":[{"serviceAccountToken":{"path":"t"}}]}}]}""", "serviceAccountToken")]
    [InlineData("""{"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"web"}}]}""", "PersistentVolumeClaim web")]
    [InlineData("""{"volumes":[{"csi":{"driver":"d"},"name":"v"}]}""", "kind csi")]
    [InlineData("""{"volumes":[{"ephemeral":{},"name":"v"}]}""", "kind ephemeral")]
    [InlineData("""{"volumes":[{"iscsi":{"secretRef":{"name":"web"}},"name":"v"}]}""", "kind iscsi")]
    [InlineData("""{"containers":[{"envFrom":[{"configMapRef":{"name":"web"}}],"name":"c"}]}""", "ConfigMap web")]
    [InlineData("""{"initContainers":[{"env":[{"name":"A","valueFrom":{"secretKeyRef":{"key":"k","name":"web"}}}],"name":"c"}]}""", "Secret web")]
    [InlineData("""{"imagePullSecrets":[{"name":"web"}]}""", "Secret web")]
    [InlineData("""{"resourceClaims":[{"name":"web"}]}""", "resourceClaims")]
    public Task Pods_that_refer_to_other_objects_are_refused(string spec, string told) => RefusedAsync(Pod(spec), "ReferenceNotAllowed", told);

    private async Task RefusedAsync(TargetObject wanted, string reason, string told)
    {
        var target = Open();
        await target.IntendAsync([Line(wanted)], default);
        var outcome = await target.ApplyAsync(wanted, Line(wanted), default);
        Assert.Equal((TargetOutcomeKind.Stalled, false, reason), (outcome.Kind, outcome.Changed, outcome.Reason));
        Assert.Contains(told, outcome.Message, StringComparison.Ordinal);
        Assert.Equal(reason, (await target.ObserveAsync(wanted, default)).Reason);
        Assert.Empty(Directory.GetFiles(Dir, "*.json"));
        Assert.Equal(TargetOutcome.Unchanged, await target.RemoveAsync(Line(wanted), default));
    }

    private static TargetObject Pod(string spec) => Object($$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"shop"},"spec":{{{spec}}}}""");

    private static TargetObject Object(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new TargetObject(PolicyKey.Parse("default.p"), new ManifestEntry(ObjectKey.OfObject(System.Text.Json.JsonElement.Parse(bytes)), Digest.Of(bytes)), bytes);
    }

    private static TrackedObject Line(TargetObject wanted) => new(wanted.Entry.Key, wanted.Policy, default, true);

    private ManifestsTarget Open() => new(
        new ManifestFolder(Dir, RealDisk.Instance), "e1", new StaticPodsReader(), new ManifestsWatch(TimeProvider.System, NullLogger<ManifestsWatch>.Instance), NullLogger<ManifestsTarget>.Instance);
}

using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.Flow.Tests.Edge;

/// <summary>Drift of single fields, what the target's events say, and how much of a status is told.</summary>
public sealed class DriftTests : IAsyncDisposable
{
    private static readonly (ManifestEntry Entry, byte[] Content) Plain = Workload("Deployment", "web", """{"replicas":1}""");
    private readonly Site _site = new();

    [Theory]
    [InlineData("spec.replicas", false, "")]
    [InlineData("spec.template.labels[\"a\"]", false, "Drifted")]
    [InlineData("spec.template.image", true, "")]
    [InlineData("spec.replicasMax", true, "")]
    public async Task The_longest_path_that_holds_a_field_decides(string field, bool corrected, string reason)
    {
        var web = With(new ApplyRules { DriftAt = [new("spec.replicas", DriftMode.Ignore), new("spec.template", DriftMode.Correct), new("spec.template.labels", DriftMode.Report)] });
        _site.Target.Fields = _ => [new DriftedField(field, "someone")];
        await ApplyAsync(web);
        var changed = Tampered();
        _site.Target.Tamper(web.Entry.Key, changed);
        if (corrected)
        {
            await _site.UntilAsync(() => _site.Has(web), "put back");
            return;
        }

        // A look that leaves it is followed by the full pass that would put it back.
        await _site.UntilAsync(() => Said().Reason == reason, "told");
        await _site.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(changed, _site.Target.Objects[web.Entry.Key]);
        Assert.Equal(reason, Said().Reason);
        if (reason.Length > 0)
        {
            Assert.Equal("It was changed in the target: spec.template.labels[\"a\"] by someone.", Said().Message);
        }
    }

    [Fact]
    public async Task One_field_to_correct_corrects_although_another_is_to_be_left()
    {
        var web = With(new ApplyRules { DriftAt = [new("spec.replicas", DriftMode.Ignore)] });
        _site.Target.Fields = _ => [new DriftedField("spec.replicas", "hpa"), new DriftedField("spec.image", "")];
        await ApplyAsync(web);
        _site.Target.Tamper(web.Entry.Key, Tampered());
        await _site.UntilAsync(() => _site.Has(web), "put back");
    }

    [Fact]
    public async Task Who_keeps_changing_it_back_is_named_with_what_to_write_into_the_policy()
    {
        _site.Target.Fields = _ => [new DriftedField("spec.replicas", "kube-controller-manager"), new DriftedField("metadata.annotations[\"a.b/c\"]", "kube-controller-manager")];
        await ApplyAsync(Plain);
        var fight = Said();
        await _site.UntilAsync(
            () =>
            {
                // A controller that answers each correction.
                if (_site.Has(Plain))
                {
                    _site.Target.Tamper(Plain.Entry.Key, Tampered());
                }

                // The next correction takes these words away again.
                fight = Said();
                return fight.Reason == "Fight";
            },
            "a fight");
        Assert.Contains("spec.replicas, metadata.annotations[\"a.b/c\"] by kube-controller-manager", fight.Message, StringComparison.Ordinal);
        Assert.Contains("""modifiers: { driftAt: { "spec.replicas": "Ignore", 'metadata.annotations["a.b/c"]': "Ignore" } }""", fight.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_stuck_is_told_with_the_targets_events_until_it_is_current()
    {
        _site.Target.Events[Plain.Entry.Key] = [new ReportEvent("Pod/web-1", "ImagePullBackOff", "Back-off pulling image", 3)];
        _site.Target.SetStatus(Plain.Entry.Key, """{"replicas":1}""");
        await ApplyAsync(Plain);
        await _site.UntilAsync(() => Said().Events is { Count: 1 }, "the reason is told");
        Assert.Equal("ImagePullBackOff", Said().Events![0].Reason);
        await _site.PassAsync(TimeSpan.FromMinutes(2));
        Assert.InRange(_site.Target.Explained, 1, 8);

        _site.Target.SetStatus(Plain.Entry.Key, """{"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1,"conditions":[{"type":"Available","status":"True"}]}""");
        await _site.UntilAsync(() => Said() is { Health: Health.Current, Events: null }, "current");
    }

    [Fact]
    public async Task As_much_of_a_status_is_told_as_was_asked_for()
    {
        var web = With(new ApplyRules { Status = StatusScope.Paths, StatusPaths = ["replicas", "load.ingress", "none.at.all"] });
        _site.Target.SetStatus(web.Entry.Key, """{"replicas":1,"secretary":2,"load":{"ingress":[{"ip":"10.0.0.1"}],"more":3}}""");
        await ApplyAsync(web);
        Assert.Equal("""{"replicas":1,"load":{"ingress":[{"ip":"10.0.0.1"}]}}""", Said().Status!.Value.GetRawText());
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task ApplyAsync((ManifestEntry Entry, byte[] Content) item)
    {
        _site.Hub.Publish(_site.Hub.Manifest("p", item));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "applied");
    }

    private ReportObject Said() => _site.Hub.Reports[Site.Policy("p")].Objects[Plain.Entry.Key.ToString()];

    private static (ManifestEntry Entry, byte[] Content) With(ApplyRules rules) => (Plain.Entry with { Rules = rules }, Plain.Content);

    private static byte[] Tampered() => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Plain.Content).Replace("\"replicas\":1", "\"replicas\":9", StringComparison.Ordinal));
}

using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Site;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.Flow.Tests.Edge;

/// <summary>The owner of a device has the last word about what is applied there.</summary>
public sealed class AllowanceTests : IAsyncDisposable
{
    private static readonly (ManifestEntry Entry, byte[] Content) Settings = Object("ConfigMap", "settings", "1");
    private static readonly (ManifestEntry Entry, byte[] Content) Changed = Object("ConfigMap", "settings", "2");
    private static readonly (ManifestEntry Entry, byte[] Content) Account = Object("ServiceAccount", "root", "1");
    private readonly Site _site = new() { Allowance = new DeviceAllowance(new ObjectScope { Kinds = ["ConfigMap"] }, remove: false) };

    [Fact]
    public async Task What_is_not_let_in_is_not_applied_and_said_and_the_rest_is()
    {
        _site.Hub.Publish(_site.Hub.Manifest("p", Settings, Account));
        await _site.StartAsync();
        await _site.UntilAsync(() => Said(Account)?.Reason == DeviceAllowance.Reason && Said(Settings) is { Applied: true }, "one applied, one denied");
        Assert.True(_site.Has(Settings));
        Assert.Equal(Health.Failed, Said(Account)!.Health);
        Assert.Equal("the owner of this device lets in kinds ConfigMap only (its --allow-file)", Said(Account)!.Message);

        _site.Allowance!.Set(new ObjectScope { Kinds = ["ConfigMap", "ServiceAccount"] }, remove: false);
        await _site.UntilAsync(_site.Reported, "both");
        Assert.True(_site.Has(Settings, Account));
    }

    [Fact]
    public async Task What_is_there_stays_untouched_when_it_is_no_longer_let_in_and_goes_when_the_owner_says_so()
    {
        _site.Hub.Publish(_site.Hub.Manifest("p", Settings));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "applied");
        _site.Allowance!.Set(new ObjectScope { Kinds = ["Service"] }, remove: false);
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p", Changed)));
        await _site.UntilAsync(() => Said(Changed) is { Reason: DeviceAllowance.Reason } said && said.Content == Changed.Entry.Content, "denied");
        Assert.EndsWith("what is there stays as it is", Said(Changed)!.Message, StringComparison.Ordinal);
        var others = Encoding.UTF8.GetBytes("somebody's");
        _site.Target.Tamper(Settings.Entry.Key, others);
        await _site.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(others, _site.Target.Objects[Settings.Entry.Key]);

        _site.Allowance.Set(new ObjectScope { Kinds = ["Service"] }, remove: true);
        await _site.UntilAsync(() => _site.Target.Objects.Count == 0, "removed");
        await _site.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Empty(_site.Target.Objects);
        Assert.Equal(DeviceAllowance.Reason, Said(Changed)!.Reason);
        _site.Allowance.Set(new ObjectScope(), remove: true);
        await _site.UntilAsync(() => _site.Has(Changed), "let in again");
    }

    [Fact]
    public async Task What_the_hub_wants_no_more_goes_whatever_the_owner_lets_in()
    {
        _site.Hub.Publish(_site.Hub.Manifest("p", Settings));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "applied");
        _site.Allowance!.Set(new ObjectScope { Kinds = ["Service"] }, remove: false);
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p")));
        await _site.UntilAsync(() => _site.Target.Objects.Count == 0, "removed");
    }

    [Fact]
    public async Task A_file_that_is_broken_is_told_to_the_hub_and_what_was_understood_holds()
    {
        _site.Hub.Publish(_site.Hub.Manifest("p", Settings, Account));
        await _site.StartAsync();
        _site.Allowance!.Fail("allow.yaml:1:2: no");
        await _site.UntilAsync(() => _site.Link.LastHeartbeat?.Conditions.Any(one => one is { Type: ConditionTypes.AllowFileBroken, Message: "allow.yaml:1:2: no" }) == true, "told");
        await _site.UntilAsync(() => _site.Has(Settings), "what it let in");
        _site.Allowance.Set(new ObjectScope(), remove: false);
        await _site.UntilAsync(() => _site.Has(Settings, Account) && !_site.Conditions.Any(), "mended");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private ReportObject? Said((ManifestEntry Entry, byte[] Content) item) =>
        _site.Hub.Reports.TryGetValue(Site.Policy("p"), out var report) ? report.Objects.GetValueOrDefault(item.Entry.Key.ToString()) : null;
}

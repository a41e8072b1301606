using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.Flow.Tests.Edge;

/// <summary>An edge under a hub of a newer version: it keeps what it has, says so, and follows again what it understands.</summary>
public sealed class VersionTests : IAsyncDisposable
{
    private readonly Site _site = new();

    private static readonly (ManifestEntry, byte[])[] Shop = [Object("Deployment", "web", "1"), Object("ConfigMap", "settings", "1")];

    [Fact]
    public async Task A_root_of_a_newer_version_is_refused_and_what_is_applied_stays()
    {
        await FollowAsync();
        _site.Link.Push(_site.Hub.Publish(static root => root with { SchemaVersion = 2 }));
        await _site.UntilAsync(() => _site.Conditions.Contains("RootRefused"), "refused");
        await _site.UntilAsync(() => _site.Link.LastHeartbeat!.Conditions.Any(one => one.Message.Contains("schema version 2", StringComparison.Ordinal)), "the hub hears of it");
        Kept();

        await FollowsAgainAsync();
    }

    [Fact]
    public async Task A_manifest_of_a_newer_version_is_not_acted_on()
    {
        await FollowAsync();
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", static manifest => manifest with { SchemaVersion = 2 }, Object("ConfigMap", "settings", "2"))));
        await _site.UntilAsync(
            () => _site.Link.LastHeartbeat!.Conditions.Any(one => one.Type == "RootIncomplete" && one.Message.Contains("schema version 2", StringComparison.Ordinal)), "the hub hears of it");
        Kept();

        await FollowsAgainAsync();
    }

    [Fact]
    public async Task Members_that_a_newer_hub_added_are_no_reason_to_refuse()
    {
        await FollowAsync();
        var added = new Dictionary<string, JsonElement> { ["zNew"] = JsonElement.Parse("""{"deep":[1]}""") };
        var next = new[] { Object("ConfigMap", "settings", "2") };
        _site.Link.Push(_site.Hub.Publish(root => root with { Unknown = added }, _site.Hub.Manifest("shop", manifest => manifest with { Unknown = added }, next)));
        await _site.UntilAsync(() => _site.Has(next) && _site.Reported(), "applied");
        Assert.Empty(_site.Conditions);
    }

    [Fact]
    public async Task An_answer_of_a_newer_version_orders_nothing()
    {
        _site.Link.ReplyVersion = 2;
        _site.Link.Known = false;
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(() => _site.Has(Shop) && _site.Conditions.Contains("HubNewer"), "followed and said");
        Assert.DoesNotContain("Removed", _site.Conditions);
    }

    [Fact]
    public async Task A_question_of_a_newer_version_is_answered_by_why_not()
    {
        await FollowAsync();
        var question = new StatusQuestion { Id = "q1", Objects = [], MaxBytes = 1 << 20, SchemaVersion = 2 };
        _site.Link.Ask("status", "q1", JsonSerializer.SerializeToUtf8Bytes(question, ContractsJson.Default.StatusQuestion));
        await _site.UntilAsync(() => _site.Link.Answers.Any(one => one.Id == "q1"), "answered");
        var answer = JsonSerializer.Deserialize(_site.Link.Answers.First(one => one.Id == "q1").Body, ContractsJson.Default.StatusAnswer)!;
        Assert.Contains("schema version 2", answer.Refused, StringComparison.Ordinal);
        Assert.Empty(answer.Objects);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task FollowAsync()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(() => _site.Has(Shop) && _site.Reported(), "the first root");
    }

    private void Kept()
    {
        Assert.True(_site.Has(Shop));
        Assert.DoesNotContain(_site.Target.Steps, step => step.StartsWith("remove", StringComparison.Ordinal));
    }

    private async Task FollowsAgainAsync()
    {
        var next = new[] { Object("ConfigMap", "settings", "3") };
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", next)));
        await _site.UntilAsync(() => _site.Has(next) && _site.Reported() && !_site.Conditions.Any(), "a root that is understood");
    }
}

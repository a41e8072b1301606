using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A hub on a nats-server that somebody else runs.</summary>
public sealed class OutsideNatsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hub_on_an_existing_server_admits_and_serves_an_edge(bool signingKey)
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        await using var nats = await OutsideNats.StartAsync(fleet, signingKey, token);
        var hub = await fleet.StartHubAsync(token, [.. nats.HubOptions]);
        Assert.Contains(nats.Url, await hub.WaitForLineAsync("hub is ready", token), StringComparison.Ordinal);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store", "size=large"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")));

        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();

        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 1 && f.Values.Single().Contains("large", StringComparison.Ordinal), token);
        Assert.False(Directory.Exists(Path.Combine(fleet.HubState, "nats")), "no embedded server was set up");
    }

    [Fact]
    public async Task A_hub_is_refused_before_it_starts_when_what_it_was_given_does_not_fit()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        await using var nats = await OutsideNats.StartAsync(fleet, signingKey: false, token);
        var creds = nats.HubOptions[3];

        await RefusedAsync(fleet, ["--nats", nats.Url, "--creds", creds, "--account-key", nats.StrangersKey], "users issued with --account-key", token);
        await RefusedAsync(fleet, ["--nats", nats.Url, "--creds", creds], "--account-key FILE", token);
        await RefusedAsync(fleet, ["--creds", creds], "go with --nats", token);
        await RefusedAsync(fleet, ["--nats", "localhost", "--creds", creds, "--account-key", nats.StrangersKey], "nats://HOST:PORT", token);
        await RefusedAsync(fleet, [.. nats.HubOptions, "--replicas", "2"], "1, 3 or 5", token);
        await using var other = new Fleet();
        await using var elsewhere = await OutsideNats.StartAsync(other, signingKey: false, token);
        await RefusedAsync(fleet, ["--nats", nats.Url, "--creds", elsewhere.HubOptions[3], "--account-key", elsewhere.HubOptions[5]], "refuses the user of --creds", token);
    }

    [SoakFact]
    public async Task A_hub_with_other_keys_is_refused_while_the_first_lives_and_when_it_is_dead()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        await using var nats = await OutsideNats.StartAsync(fleet, signingKey: false, token);
        var first = await fleet.StartHubAsync(token, [.. nats.HubOptions]);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var before = await Site.SequencesAsync(fleet, token);
        string[] second = ["hub", "--state", fleet.Folder["hub-2"], "--context", "", .. nats.HubOptions];

        var refused = await fleet.CliAsync(token, second);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("error: Another hub", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
        Assert.False(first.HasExited);
        var after = await Site.SequencesAsync(fleet, token);
        Assert.Equal(before[Contracts.Wire.Buckets.Edges], after[Contracts.Wire.Buckets.Edges]);
        Assert.Equal(before[Contracts.Wire.Buckets.Desired], after[Contracts.Wire.Buckets.Desired]);

        // Nor is it with the first one gone: it has not the key that the fleet trusts.
        await first.KillAsync(token);
        var stranger = await fleet.CliAsync(token, second);
        Assert.Equal(2, stranger.ExitCode);
        Assert.Contains("lacks the key", stranger.Error, StringComparison.Ordinal);
        Assert.Equal(before[Contracts.Wire.Buckets.Desired], (await Site.SequencesAsync(fleet, token))[Contracts.Wire.Buckets.Desired]);
    }

    [Theory]
    [InlineData("0.0.0.0:0")]
    [InlineData("[::]:0")]
    [InlineData("*:0")]
    public async Task Listening_beyond_this_machine_in_plain_text_must_be_said(string listen)
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        await RefusedAsync(fleet, ["--listen", listen, "--tls", "false"], "--allow-plaintext", token);
    }

    [Fact]
    public async Task Plain_text_that_was_allowed_is_served()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--listen", "0.0.0.0:0", "--allow-plaintext");
        (await fleet.CliAsync(token, "get", "edges")).Ok();
    }

    private static async Task RefusedAsync(Fleet fleet, string[] options, string says, CancellationToken token)
    {
        var result = await fleet.CliAsync(token, ["hub", "--state", fleet.HubState, .. options]);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}

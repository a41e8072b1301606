using System.Text.Json;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Two hubs with the same keys on a nats-server that is neither's: one publishes, the other waits.</summary>
public sealed class StandbyTests
{
    [Fact]
    public async Task A_standby_takes_over_from_a_hub_that_hangs_dies_or_ends_and_never_do_both_publish()
    {
        var token = Site.Patience(180);
        await using var fleet = new Fleet();
        await using var nats = await OutsideNats.StartAsync(fleet, signingKey: true, token);
        string[] options = ["--standby", "--guard-share", "1", .. nats.HubOptions];
        var first = fleet.HubOf("kse");
        await first.StartAsync(token, options);
        await fleet.StartEdgeAsync("store-1", await first.TokenAsync(token, "kind=store"), token);
        await EditAsync("1");
        var keys = fleet.Folder["keys.tar"];
        (await first.CliAsync(token, "backup", keys, "--state", first.State)).Ok();
        var second = fleet.HubOf("second");
        (await fleet.CliAsync(token, "restore", keys, "--state", second.State)).Ok();
        var standby = second.Launch(options);
        await standby.WaitForLineAsync("hub is standby", token);
        await EditAsync("2");
        await HubsAsync((first, "Active Ready"), (second, "Standby Waiting"));

        // It hangs: the other one goes on, under an epoch of its own, with the buckets as they are.
        first.Process!.Freeze();
        await standby.WaitForLineAsync("hub is ready", token);
        await EditAsync("3");
        await HubsAsync((second, "Active Ready"));
        var roots = (await Site.SequencesAsync(fleet, token))[Buckets.Desired];
        first.Process.Thaw();
        await first.Process.WaitForLineAsync("hub is standby again", token);
        Assert.Equal(roots, (await Site.SequencesAsync(fleet, token))[Buckets.Desired]);
        Assert.False(first.Process.HasExited);
        await HubsAsync((second, "Active Ready"), (first, "Standby Waiting"));

        // It dies: the one that hung has an old mirror, which brings nothing back.
        await standby.KillAsync(token);
        await TurnAsync(first.Process, 2);
        await EditAsync("4");

        // It ends in good order: nobody has to be patient.
        var again = second.Launch(options);
        await again.WaitForLineAsync("hub is standby", token);
        await first.Process.StopAsync(token);
        await again.WaitForLineAsync("hub is ready", token);
        await EditAsync("5");
        await again.StopAsync(token);

        async Task HubsAsync(params (FleetHub Hub, string State)[] wanted)
        {
            var rows = wanted.Select(one => $"{File.ReadLines(Path.Combine(one.Hub.State, "place")).First()} {one.State}").ToList();
            await MainJobTests.UntilAsync(
                fleet, ["get", "hubs", "-o", "json"], output => JsonElement.Parse(output).GetProperty("items").EnumerateArray()
                    .Select(row => $"{row.GetProperty("id")} {row.GetProperty("role")} {row.GetProperty("status")}").SequenceEqual(rows), token);
        }

        async Task EditAsync(string value)
        {
            var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", value)));
            (await fleet.CliAsync("kse", token, "apply", "-f", folder, "--timeout", "60s")).Ok();
            await Site.FilesAsync(fleet.Target("store-1"), files => files.Values.Any(text => text.Contains($"\"value\":\"{value}\"", StringComparison.Ordinal)), token);
        }

        async Task TurnAsync(KseProcess process, int turn)
        {
            while (process.Lines.Count(line => line.Contains("hub is ready", StringComparison.Ordinal)) < turn)
            {
                token.ThrowIfCancellationRequested();
                await fleet.NewsAsync("kse", token);
            }
        }
    }

    [Fact]
    public async Task A_standby_is_refused_where_it_has_nobody_to_take_over_from()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        var result = await fleet.CliAsync(token, "hub", "--state", fleet.HubState, "--standby");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--standby goes with --nats URL", result.Error, StringComparison.Ordinal);
    }
}

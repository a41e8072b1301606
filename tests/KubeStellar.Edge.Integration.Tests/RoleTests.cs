using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Users with roles against a real hub: what they may, what they may not, and that a revoked one is out.</summary>
public sealed class RoleTests
{
    [SoakFact]
    public async Task Users_do_what_their_roles_let_them_stand_in_the_audit_and_are_out_when_they_are_revoked()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token);
        foreach (var (name, role, where) in new[] { ("ann", "author", "retail"), ("vic", "viewer", "retail"), ("oli", "operator", "retail"), ("root", "admin", "") })
            (await fleet.CliAsync(token, ["user", "create", name, "--role", role, .. where.Length > 0 ? ["--workspace", where] : (string[])["--all-workspaces"], "-o", fleet.Folder[name + ".creds"], "--save-context", name])).Ok();
        var edge = await fleet.StartEdgeAsync("store-1", (await fleet.CliAsync("root", token, "token", "create", "--label", "kind=store")).Ok().Trim(), token, "--allow-file", Allow(fleet, "kinds: [ConfigMap]"));

        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")), ("b.yaml", Site.ConfigMap("b", "1").Replace("kind: ConfigMap", "kind: ServiceAccount", StringComparison.Ordinal)));
        (await fleet.CliAsync("ann", token, "apply", "-f", folder)).Ok();

        // A viewer watches without a right to any bucket.
        await using var watching = KseProcess.Start(new Dictionary<string, string>(fleet.Variables) { ["NATS_CONTEXT"] = "vic" }, "get", "workloads", "-w");
        await watching.WaitForLineAsync("configmap/shop/a", token);
        (await fleet.CliAsync("ann", token, "apply", "-f", Site.Write(fleet, "later", ("c.yaml", Site.ConfigMap("c", "1", "other"))))).Ok();
        await watching.WaitForLineAsync("configmap/shop/c", token);
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Count == 1, token);
        await edge.WaitForLineAsync("the owner of this device lets in kinds ConfigMap only", token);

        // Everybody else's verbs are denied by the server.
        foreach (var (who, arguments) in new (string, string[])[]
        {
            ("vic", ["apply", "-f", folder]), ("ann", ["token", "create"]), ("oli", ["edge", "revoke", "store-1"]),
        })
        {
            var refused = await fleet.CliAsync(who, token, arguments);
            Assert.True(refused.ExitCode != 0 && refused.Error.Contains($"The user {who} may not", StringComparison.Ordinal), $"{who} {string.Join(' ', arguments)}: {refused}");
        }

        (await fleet.CliAsync("oli", token, "rollout", "pause", "shop", "--as", "root", "--reason", "stocktaking")).Ok();
        (await fleet.CliAsync("root", token, "workspace", "create", "retail", "--edges-label", "kind=depot")).Ok();
        (await fleet.CliAsync(token, "user", "revoke", "vic", "--reason", "left")).Ok();
        Assert.NotEqual(0, await watching.ExitCodeAsync(token));
        var events = (await fleet.CliAsync("root", token, "get", "events", "--workspace", "retail", "-o", "wide")).Ok().Split('\n');
        Assert.Contains(events, line => line.Contains("rollout.paused", StringComparison.Ordinal) && line.Contains(" oli ", StringComparison.Ordinal) && line.Contains("stocktaking", StringComparison.Ordinal) && line.Contains(" yes ", StringComparison.Ordinal));
        Assert.Contains("WorkspaceRule", (await fleet.CliAsync("root", token, "get", "policies", "--workspace", "retail")).Ok(), StringComparison.Ordinal);
        Assert.Single(Site.Read(fleet.Target("store-1")));

        // Not after a restart of everything either; and who was not revoked goes on.
        await fleet.Hub!.KillAsync(token);
        await fleet.StartHubAsync(token);
        Assert.NotEqual(0, (await fleet.CliAsync("vic", token, "get", "workloads", "--timeout", "3s")).ExitCode);
        Assert.Contains("configmap/shop/a", (await fleet.CliAsync("ann", token, "get", "workloads")).Ok(), StringComparison.Ordinal);
    }

    private static string Allow(Fleet fleet, string text) => Path.Combine(Site.Write(fleet, "owner", ("allow.yaml", text)), "allow.yaml");
}

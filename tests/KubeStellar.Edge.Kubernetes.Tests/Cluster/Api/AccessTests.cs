using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster;
using KubeStellar.Edge.Kubernetes.Tests.Cluster.Fakes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Credentials;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Proxy;
using KubeStellar.Edge.TestKit.Cluster.Real;

namespace KubeStellar.Edge.Kubernetes.Tests.Cluster.Api;

/// <summary>Credentials that change, and rights that are few.</summary>
public abstract class AccessTests(IApiServerFixture fixture)
{
    [Fact]
    public async Task A_kubeconfig_that_is_not_there_yet_is_waited_for()
    {
        var server = await fixture.GetAsync();
        var path = server.Folder[$"late-{Guid.NewGuid():N}"];
        using var site = await TargetSite.NewAsync(fixture, path);
        var outcome = await site.ApplyAsync(site.ConfigMap("a", "1"));
        Assert.Equal((TargetOutcomeKind.Waiting, "Unreachable"), (outcome.Kind, outcome.Reason));
        Assert.Contains(path, outcome.Message, StringComparison.Ordinal);
        server.WriteKubeconfig(path, ApiServer.AdminCredentials);
        await TargetSite.UntilAsync(() => site.ApplyAsync(site.ConfigMap("a", "1")), now => now == TargetOutcome.Applied);
    }

    [Fact]
    public async Task Credentials_that_the_server_no_longer_takes_are_read_again_at_once()
    {
        var server = await fixture.GetAsync();
        var path = server.Folder[$"rotated-{Guid.NewGuid():N}"];
        server.WriteKubeconfig(path, new ApiCredentials(Token: "expired"));
        using var site = await TargetSite.NewAsync(fixture, path);
        var outcome = await site.ApplyAsync(site.ConfigMap("a", "1"));
        Assert.Equal((TargetOutcomeKind.Waiting, "Unauthorized"), (outcome.Kind, outcome.Reason));
        server.WriteKubeconfig(path, ApiServer.AdminCredentials);
        await TargetSite.UntilAsync(() => site.ApplyAsync(site.ConfigMap("a", "1")), now => now == TargetOutcome.Applied);
    }

    [Fact]
    public async Task A_token_in_a_file_and_a_clients_certificate_will_do()
    {
        var server = await fixture.GetAsync();
        var token = server.Folder[$"token-{Guid.NewGuid():N}"];
        await File.WriteAllTextAsync(token, ApiServer.AdminCredentials.Token + "\n");
        foreach (var credentials in new[] { new ApiCredentials(TokenFile: token), new ApiCredentials(Certificate: server.UserCertificate("operator", TimeSpan.FromHours(1), "system:masters")) })
        {
            var path = server.Folder[$"kube-{Guid.NewGuid():N}"];
            server.WriteKubeconfig(path, credentials);
            using var site = await TargetSite.NewAsync(fixture, path);
            Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(site.ConfigMap("a", "1")));
        }
    }

    [Fact]
    public async Task A_server_with_a_new_authority_is_trusted_once_the_kubeconfig_names_it()
    {
        await using var server = await fixture.NewAsync(default);
        using var site = new TargetSite(server);
        await site.SpaceAsync(site.Space);
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(site.ConfigMap("a", "1")));
        await server.RotateAuthorityAsync(default);
        var outcome = await TargetSite.UntilAsync(() => site.ApplyAsync(site.ConfigMap("a", "2"), before: true), now => now.Message.Contains("certificate", StringComparison.Ordinal));
        Assert.Equal((TargetOutcomeKind.Waiting, "Unreachable"), (outcome.Kind, outcome.Reason));
        server.WriteKubeconfig(server.Kubeconfig, ApiServer.AdminCredentials);
        await TargetSite.UntilAsync(() => site.ApplyAsync(site.ConfigMap("a", "2"), before: true), now => now == TargetOutcome.Applied);
    }

    [Fact]
    public async Task A_kind_that_may_not_be_written_is_one_stalled_object_that_names_the_verb()
    {
        var server = await fixture.GetAsync();
        var user = await server.UserAsync(default, new ApiRule("", "configmaps", "get,list,watch,patch,create,delete"), new ApiRule("", "secrets,services", "get,list,watch"));
        using var site = await TargetSite.NewAsync(fixture, user.Kubeconfig);
        var outcome = await site.ApplyAsync(site.Wanted("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"s","namespace":"SPACE"},"spec":{"ports":[{"port":80}]}}"""));
        Assert.Equal((TargetOutcomeKind.Stalled, "Forbidden"), (outcome.Kind, outcome.Reason));
        Assert.Contains("patch services of the API group \"\"", outcome.Message, StringComparison.Ordinal);
        Assert.Contains(site.Space, outcome.Message, StringComparison.Ordinal);
        var role = await site.ApplyAsync(site.Wanted("""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"r"},"rules":[]}"""));
        Assert.Equal((TargetOutcomeKind.Stalled, "Forbidden"), (role.Kind, role.Reason));
        Assert.Contains("clusterroles", role.Message, StringComparison.Ordinal);
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(site.ConfigMap("a", "1")));
        Assert.True((await site.ObserveAsync(site.ConfigMap("a", "1"))).Matches);

        // Kinds that it may not read are none that it could have written.
        Assert.Equal(["a"], (await site.Target.ListTrackedAsync(default))!.Select(line => line.Key.Name));
    }

    [Fact]
    public async Task Rights_in_one_namespace_are_enough_for_what_is_in_it()
    {
        var server = await fixture.GetAsync();
        var user = server.User();
        await using var proxy = await FaultProxy.NewAsync(server, default);
        var path = server.Folder[$"narrow-{Guid.NewGuid():N}"];
        proxy.WriteKubeconfig(path, user.Credentials);
        using var site = await TargetSite.NewAsync(fixture, path);
        await server.GrantAsync(user, new ApiRule("", "configmaps", "get,list,watch,patch,create,delete", site.Space), $"narrow-{site.Edge}", default);
        var wanted = site.ConfigMap("a", "1");
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(wanted));
        await proxy.WaitForAsync(request => request.Verb == "watch" && request.Path.Contains($"/namespaces/{site.Space}/", StringComparison.Ordinal), default);
        await site.SeenAsync(wanted.Entry.Key, () => site.Admin.MergeAsync(TargetSite.PathOf(wanted.Entry.Key), """{"data":{"v":"x"}}""", default));
        Assert.False((await site.ObserveAsync(wanted)).Matches);
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(wanted, before: true));
        Assert.Equal(TargetOutcome.Applied, await site.RemoveAsync(wanted));
    }

    [Fact]
    public async Task Without_the_right_to_watch_each_look_is_a_request()
    {
        var server = await fixture.GetAsync();
        var user = await server.UserAsync(default, new ApiRule("", "configmaps", "get,patch,create,delete"));
        using var site = await TargetSite.NewAsync(fixture, user.Kubeconfig);
        var wanted = site.ConfigMap("a", "1");
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(wanted));
        Assert.True((await site.ObserveAsync(wanted)).Matches);
        (await site.Admin.DeleteAsync(TargetSite.PathOf(wanted.Entry.Key), default)).Ok();
        Assert.Equal((false, Health.InProgress), await site.ObserveAsync(wanted) is var state ? (state.Exists, state.Health) : default);
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(wanted, before: true));
    }

    [Fact]
    public async Task Objects_of_a_workspace_are_written_as_its_user()
    {
        var server = await fixture.GetAsync();
        var tenant = server.User();
        using var site = await TargetSite.NewAsync(fixture);
        site.Impersonate["tenant"] = tenant.Name;
        site.Open();
        var wanted = site.ConfigMap("a", "1") with { Policy = Contracts.Keys.PolicyKey.Parse("tenant.p") };
        var outcome = await site.ApplyAsync(wanted);
        Assert.Equal((TargetOutcomeKind.Stalled, "Forbidden"), (outcome.Kind, outcome.Reason));
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(site.ConfigMap("b", "1")));
        await server.GrantAsync(tenant, new ApiRule("", "configmaps", "patch,create,delete,get", site.Space), $"tenant-{site.Edge}", default);
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(wanted));
        Assert.Equal(TargetOutcome.Applied, await site.Target.RemoveAsync(TargetSite.Line(wanted, applied: true), default));
    }
}

public sealed class RealAccessTests(RealApiServerFixture fixture) : AccessTests(fixture);

public sealed class FakeAccessTests(FakeApiServerFixture fixture) : AccessTests(fixture);

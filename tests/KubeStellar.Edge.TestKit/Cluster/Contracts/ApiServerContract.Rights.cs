using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Client;
using KubeStellar.Edge.TestKit.Cluster.Credentials;
using Xunit;

namespace KubeStellar.Edge.TestKit.Cluster.Contracts;

/// <summary>Who may do what, and aggregated APIs that are away.</summary>
public abstract partial class ApiServerContract
{
    [Fact]
    public async Task A_user_may_do_what_its_rules_say_and_nothing_else()
    {
        (await Admin.CreateAsync(ConfigMap("a"), Token)).Ok();
        var user = await Server.UserAsync(Token, new ApiRule("", "configmaps", "get,list,watch"), new ApiRule("apps", "deployments", "get,patch", Space));
        Assert.Equal(200, (await user.Client.GetAsync(ConfigMaps("a"), Token)).Status);
        var answer = await user.Client.ApplyAsync(ConfigMap("a"), Token);
        Assert.Equal((403, "Forbidden"), (answer.Status, answer.Reason));
        Assert.Equal($"configmaps \"a\" is forbidden: User \"{user.Name}\" cannot patch resource \"configmaps\" in API group \"\" in the namespace \"{Space}\"", answer.Message);
        Assert.Equal("""{"name":"a","kind":"configmaps"}""", answer.Body!["details"]!.ToJsonString());
        answer = await user.Client.GetAsync(ApiPath.Of("apps/v1", "deployments"), Token);
        Assert.Equal($"deployments.apps is forbidden: User \"{user.Name}\" cannot list resource \"deployments\" in API group \"apps\" at the cluster scope", answer.Message);

        // An apply that would create wants the right to create as well.
        answer = await user.Client.ApplyAsync(Deployment("new"), Token);
        Assert.Equal($"deployments.apps \"new\" is forbidden: User \"{user.Name}\" cannot create resource \"deployments\" in API group \"apps\" in the namespace \"{Space}\"", answer.Message);
        (await Admin.ApplyAsync(Deployment("new"), Token)).Ok();
        Assert.Equal(200, (await user.Client.ApplyAsync(Deployment("new"), Token)).Status);
        answer = await user.Client.StatusAsync(Deployments("new"), """{"replicas":1}""", Token);
        Assert.Contains("cannot patch resource \"deployments/status\" in API group \"apps\"", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_nobody_knows_gets_401_and_who_says_nothing_403()
    {
        var answer = await Server.Client(new ApiCredentials(Token: "wrong")).GetAsync(ConfigMaps(), Token);
        Assert.Equal((401, "Unauthorized", "Unauthorized"), (answer.Status, answer.Reason, answer.Message));
        answer = await Server.Client(new ApiCredentials()).GetAsync(ConfigMaps(), Token);
        Assert.Equal(403, answer.Status);
        Assert.Contains("User \"system:anonymous\" cannot list", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_certificate_names_a_user()
    {
        var admin = Server.Client(new ApiCredentials(Certificate: Server.UserCertificate("boss", TimeSpan.FromDays(1), "system:masters")));
        Assert.Equal(200, (await admin.GetAsync(ConfigMaps(), Token)).Status);
        var nobody = Server.Client(new ApiCredentials(Certificate: Server.UserCertificate("clerk", TimeSpan.FromDays(1))));
        Assert.Contains("User \"clerk\" cannot list", (await nobody.GetAsync(ConfigMaps(), Token)).Message, StringComparison.Ordinal);
        var old = Server.Client(new ApiCredentials(Certificate: Server.UserCertificate("boss", TimeSpan.FromHours(-1), "system:masters")));
        Assert.Equal(401, (await old.GetAsync(ConfigMaps(), Token)).Status);
    }

    [Fact]
    public async Task A_service_account_is_a_user_until_it_is_removed()
    {
        var account = await Server.ServiceAccountAsync(Space, "robot", Token, new ApiRule("", "configmaps", "list", Space));
        Assert.Equal(200, (await account.Client.GetAsync(ConfigMaps(), Token)).Status);
        Assert.Contains($"User \"{account.User}\" cannot get", (await account.Client.GetAsync(ConfigMaps("a"), Token)).Message, StringComparison.Ordinal);
        Assert.Equal((account.Token, Server.Authority, Space), (await ReadAsync("token"), await ReadAsync("ca.crt"), await ReadAsync("namespace")));
        var second = Server.Client(new ApiCredentials(Token: await Server.ServiceAccountTokenAsync(Space, "robot", Token)));
        Assert.Equal(200, (await second.GetAsync(ConfigMaps(), Token)).Status);
        (await Admin.DeleteAsync(ApiPath.Of("v1", "serviceaccounts", Space, "robot"), Token)).Ok();
        while ((await account.Client.GetAsync(ConfigMaps(), Token)).Status != 401)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);

        Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path.Combine(account.Folder, name), Token);
    }

    [Fact]
    public async Task Acting_as_another_takes_a_right_and_then_the_others_rights_count()
    {
        var other = await Server.UserAsync(Token, new ApiRule("", "configmaps", "list", Space));
        var agent = Server.Client((await Server.UserAsync(Token, new ApiRule("", "users", "impersonate", Names: other.Name))).Credentials);
        Assert.Equal(403, (await agent.GetAsync(ConfigMaps(), Token)).Status);
        agent.Headers.Add("Impersonate-User", other.Name);
        Assert.Equal(200, (await agent.GetAsync(ConfigMaps(), Token)).Status);
        Assert.Contains($"User \"{other.Name}\" cannot get", (await agent.GetAsync(ConfigMaps("a"), Token)).Message, StringComparison.Ordinal);
        agent.Headers.Remove("Impersonate-User");
        agent.Headers.Add("Impersonate-User", "somebody-else");
        var answer = await agent.GetAsync(ConfigMaps(), Token);
        Assert.Equal(403, answer.Status);
        Assert.Contains("cannot impersonate resource \"users\" in API group \"\" at the cluster scope", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_aggregated_api_that_is_away_fails_alone()
    {
        var group = Space + ".away.example.com";
        var service = Json("""{"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService","spec":{"version":"v1","service":{"namespace":"default","name":"no-such"},"groupPriorityMinimum":100,"versionPriority":10,"insecureSkipTLSVerify":true}}""");
        service["metadata"] = new JsonObject { ["name"] = "v1." + group };
        service["spec"]!["group"] = group;
        var made = (await Admin.ApplyAsync(service, Token)).Ok();
        await foreach (var change in Admin.WatchAsync($"/apis/apiregistration.k8s.io/v1/apiservices?resourceVersion={Revision(made)}", Token))
        {
            if (change.Name == "v1." + group && (string?)change.Body["status"]?["conditions"]?[0]?["status"] == "False")
                break;
        }

        while ((await Admin.GetAsync($"/apis/{group}/v1", Token)).Status == 404)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        Assert.Equal(503, (await Admin.GetAsync($"/apis/{group}/v1", Token)).Status);
        Assert.Equal(503, (await Admin.GetAsync($"/apis/{group}/v1/things", Token)).Status);
        Assert.Equal(200, (await Admin.GetAsync("/apis/apps/v1", Token)).Status);
        var groups = (await Admin.GetAsync("/apis", Token)).Ok()["groups"]!.AsArray().Select(one => (string)one!["name"]!);
        Assert.Contains(group, groups);
        var all = (await Admin.GetAsync("/apis", Token, "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json")).Ok()["items"]!.AsArray();
        Assert.Contains(all, one => (string)one!["metadata"]!["name"]! == "apps" && (string)one["versions"]![0]!["freshness"]! == "Current");
        (await Admin.DeleteAsync("/apis/apiregistration.k8s.io/v1/apiservices/v1." + group, Token)).Ok();
    }
}

using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Client;
using KubeStellar.Edge.TestKit.Cluster.Webhook;
using Xunit;

namespace KubeStellar.Edge.TestKit.Cluster.Contracts;

/// <summary>Webhooks, quotas, a database without space.</summary>
public abstract partial class ApiServerContract
{
    [Fact]
    public async Task A_webhook_refuses_in_its_words()
    {
        await using var webhook = await TestWebhook.NewAsync(Token);
        webhook.Decide = (request, _) => Task.FromResult(new WebhookVerdict((string)request["name"]! != "bad", "no such thing here"));
        await webhook.GuardAsync(Server, Space, "apps", "deployments", Token);
        Assert.Equal(201, (await Admin.ApplyAsync(Deployment("good"), Token, "me")).Status);
        var answer = await Admin.ApplyAsync(Deployment("bad"), Token, "me");
        Assert.Equal((403, "Forbidden", "admission webhook \"guard.test.example.com\" denied the request: no such thing here"), (answer.Status, answer.Reason, answer.Message));
        Assert.Equal(2, webhook.Calls);
        webhook.Decide = (_, _) => Task.FromResult(new WebhookVerdict(false, "said without a code", Code: 0));
        answer = await Admin.ApplyAsync(Deployment("other"), Token, "me");
        Assert.Equal((400, "", "admission webhook \"guard.test.example.com\" denied the request: said without a code"), (answer.Status, answer.Reason, answer.Message));
        await TestWebhook.UnguardAsync(Server, Space, Token);
    }

    [Fact]
    public async Task A_webhook_that_does_not_answer_fails_the_write_or_is_passed_over()
    {
        await using var webhook = await TestWebhook.NewAsync(Token);
        await webhook.GuardAsync(Server, Space, "apps", "deployments", Token, seconds: 1);
        webhook.Decide = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return WebhookVerdict.Yes;
        };
        var answer = await Admin.ApplyAsync(Deployment("slow"), Token, "me");
        Assert.Equal((500, "InternalError"), (answer.Status, answer.Reason));
        Assert.StartsWith("Internal error occurred: failed calling webhook \"guard.test.example.com\": failed to call webhook: Post \"https://127.0.0.1:", answer.Message, StringComparison.Ordinal);
        Assert.EndsWith("?timeout=1s\": context deadline exceeded", answer.Message, StringComparison.Ordinal);
        await webhook.StopAsync();
        answer = await Admin.ApplyAsync(Deployment("away"), Token, "me");
        Assert.Equal((500, "InternalError"), (answer.Status, answer.Reason));
        await TestWebhook.UnguardAsync(Server, Space, Token);
    }

    [Fact]
    public async Task A_webhook_changes_what_is_written_and_applying_the_same_again_still_writes_nothing()
    {
        await using var webhook = await TestWebhook.NewAsync(Token);
        webhook.Decide = (_, _) => Task.FromResult(new WebhookVerdict(
            true, Patch: [new JsonObject { ["op"] = "replace", ["path"] = "/spec/template/spec/containers/0/image", ["value"] = "mirror/i:1" }]));
        await webhook.GuardAsync(Server, Space, "apps", "deployments", Token, mutating: true);
        var first = (await Admin.ApplyAsync(Deployment("a"), Token, "me")).Ok();
        Assert.Equal("mirror/i:1", (string)first["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!);
        Assert.Equal(["me Apply"], Owners(first).Keys);
        Assert.Equal(Revision(first), Revision((await Admin.ApplyAsync(Deployment("a"), Token, "me")).Ok()));
        await TestWebhook.UnguardAsync(Server, Space, Token);
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_said()
    {
        await Server.ExhaustQuotaAsync(Space, "few", Token);
        var answer = await Admin.ApplyAsync(ConfigMap("a"), Token, "me");
        Assert.Equal((403, "Forbidden"), (answer.Status, answer.Reason));
        Assert.Equal("configmaps \"a\" is forbidden: exceeded quota: few, requested: count/configmaps=1, used: count/configmaps=0, limited: count/configmaps=0", answer.Message);
    }

    [Fact]
    public async Task A_database_without_space_refuses_writes_and_goes_on_reading()
    {
        await using var server = await Fixture.NewAsync(Token);
        var body = Json("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"},"data":{"k":"1"}}""");
        (await server.Admin.ApplyAsync(body, Token, "me")).Ok();
        await server.SetReadOnlyAsync(true, Token);
        Assert.Equal(200, (await server.Admin.GetAsync(ApiPath.Of(body), Token)).Status);
        Assert.Equal(200, (await server.Admin.ApplyAsync(body, Token, "me")).Status);
        body["data"]!["k"] = "2";
        var answer = await server.Admin.ApplyAsync(body, Token, "me");
        Assert.Equal((500, "", "etcdserver: mvcc: database space exceeded"), (answer.Status, answer.Reason, answer.Message));
        await server.SetReadOnlyAsync(false, Token);
        Assert.Equal(200, (await server.Admin.ApplyAsync(body, Token, "me")).Status);
    }

    [Fact]
    public async Task Events_are_found_by_what_they_are_about()
    {
        foreach (var (name, about) in new[] { ("e1", "a"), ("e2", "b") })
        {
            var body = Json("""{"apiVersion":"v1","kind":"Event","metadata":{"namespace":"@space"},"reason":"Failed","message":"no image","type":"Warning","lastTimestamp":"2026-01-01T00:00:00Z"}""");
            body["metadata"]!["name"] = name;
            body["involvedObject"] = Json("""{"kind":"Pod","namespace":"@space","apiVersion":"v1"}""");
            body["involvedObject"]!["name"] = about;
            (await Admin.CreateAsync(body, Token)).Ok();
        }

        var found = (await Admin.GetAsync(ApiPath.Of("v1", "events", Space) + "?fieldSelector=involvedObject.kind%3DPod,involvedObject.name%3Db", Token)).Ok();
        Assert.Equal(["e2"], Names(found));
    }
}

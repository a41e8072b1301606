using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Client;
using KubeStellar.Edge.TestKit.Cluster.Credentials;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.TestKit.Cluster.Webhook;

/// <summary>
/// An admission webhook in the test process, called by either server over TLS: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/ .
/// </summary>
public sealed class TestWebhook : IAsyncDisposable
{
    private const string Probe = "webhook-probe";
    private readonly TestCa _ca = new("webhook", TimeProvider.System);
    private readonly TaskCompletionSource _probed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _web;
    private int _port;
    private int _calls;

    private TestWebhook()
    {
    }

    /// <summary>Its name in messages.</summary>
    public string Name => "guard.test.example.com";

    /// <summary>Says what becomes of a request (the <c>request</c> of an AdmissionReview). May take its time.</summary>
    public Func<JsonObject, CancellationToken, Task<WebhookVerdict>> Decide { get; set; } = (_, _) => Task.FromResult(WebhookVerdict.Yes);

    /// <summary>How often it was asked.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Starts one that nobody calls yet.</summary>
    public static async Task<TestWebhook> NewAsync(CancellationToken token)
    {
        var webhook = new TestWebhook();
        await webhook.StartAsync(token);
        return webhook;
    }

    /// <summary>It listens again, at the same port.</summary>
    public async Task StartAsync(CancellationToken token)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port, listen => listen.UseHttps(_ca.Server().Load())));
        _web = builder.Build();
        _web.Run(HandleAsync);
        await _web.StartAsync(token);
        _port = new Uri(_web.Urls.First()).Port;
    }

    /// <summary>Nobody listens any more.</summary>
    public async Task StopAsync()
    {
        if (_web is null)
            return;
        await _web.StopAsync(new CancellationToken(true));
        await _web.DisposeAsync();
        _web = null;
    }

    /// <summary>Has a server call it for creations and updates in one namespace, and waits until the server does.</summary>
    /// <param name="server">The server.</param>
    /// <param name="space">The namespace.</param>
    /// <param name="group">API group.</param>
    /// <param name="resource">Plural name.</param>
    /// <param name="token">Gives up.</param>
    /// <param name="mutating">It may change what is written.</param>
    /// <param name="seconds">How long the server waits for it.</param>
    /// <param name="policy">What becomes of writes when it does not answer: <c>Fail</c> or <c>Ignore</c>.</param>
    public async Task GuardAsync(
        ApiServer server, string space, string group, string resource, CancellationToken token, bool mutating = false, int seconds = 10, string policy = "Fail")
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "admissionregistration.k8s.io/v1",
            ["kind"] = mutating ? "MutatingWebhookConfiguration" : "ValidatingWebhookConfiguration",
            ["metadata"] = new JsonObject { ["name"] = "guard-" + space },
            ["webhooks"] = new JsonArray(Hook("probe.test.example.com", space, "", "configmaps", "probe", 10, "Ignore", Probe), Hook(Name, space, group, resource, "decide", seconds, policy, null)),
        };
        (await server.Admin.ApplyAsync(body, token, "test")).Ok();
        var probe = new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = Probe, ["namespace"] = space, ["labels"] = new JsonObject { [Probe] = "yes" } },
        };
        while (true)
        {
            (await server.Admin.CreateAsync(probe, token, query: "&dryRun=All")).Ok();
            if (_probed.Task.IsCompleted)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, token);
        }
    }

    /// <summary>No server calls it any more for this namespace.</summary>
    public static async Task UnguardAsync(ApiServer server, string space, CancellationToken token)
    {
        foreach (var kind in new[] { "validatingwebhookconfigurations", "mutatingwebhookconfigurations" })
            await server.Admin.DeleteAsync(ApiPath.Of("admissionregistration.k8s.io/v1", kind, null, "guard-" + space), token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _ca.Dispose();
    }

    private JsonObject Hook(string name, string space, string group, string resource, string path, int seconds, string policy, string? label)
    {
        var hook = new JsonObject
        {
            ["name"] = name,
            ["clientConfig"] = new JsonObject
            {
                ["url"] = string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{_port}/{path}"),
                ["caBundle"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(_ca.Pem)),
            },
            ["rules"] = new JsonArray(new JsonObject
            {
                ["apiGroups"] = new JsonArray(group), ["apiVersions"] = new JsonArray("*"), ["operations"] = new JsonArray("CREATE", "UPDATE"), ["resources"] = new JsonArray(resource), ["scope"] = "*",
            }),
            ["namespaceSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["kubernetes.io/metadata.name"] = space } },
            ["sideEffects"] = "None",
            ["admissionReviewVersions"] = new JsonArray("v1"),
            ["timeoutSeconds"] = seconds,
            ["failurePolicy"] = policy,
        };
        if (label is not null)
            hook["objectSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { [label] = "yes" } };
        return hook;
    }

    private async Task HandleAsync(HttpContext context)
    {
        var review = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject();
        var request = review["request"]!.AsObject();
        var verdict = WebhookVerdict.Yes;
        if (context.Request.Path == "/probe")
        {
            _probed.TrySetResult();
        }
        else
        {
            Interlocked.Increment(ref _calls);
            verdict = await Decide(request, context.RequestAborted);
        }

        var response = new JsonObject { ["uid"] = request["uid"]!.DeepClone(), ["allowed"] = verdict.Allowed };
        if (!verdict.Allowed)
            response["status"] = verdict.Code == 0 ? new JsonObject { ["message"] = verdict.Message } : new JsonObject { ["message"] = verdict.Message, ["code"] = verdict.Code, ["reason"] = "Forbidden" };
        if (verdict.Patch is { } patch)
        {
            response["patchType"] = "JSONPatch";
            response["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch.ToJsonString()));
        }

        await context.Response.WriteAsJsonAsync(new JsonObject { ["apiVersion"] = "admission.k8s.io/v1", ["kind"] = "AdmissionReview", ["response"] = response }, context.RequestAborted);
    }
}

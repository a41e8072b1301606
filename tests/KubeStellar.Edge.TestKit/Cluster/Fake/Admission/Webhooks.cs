using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Credentials;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rest;
using KubeStellar.Edge.TestKit.Cluster.Fake.Store;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Admission;

/// <summary>Calls the webhooks of the configurations in the store, by URL. Left out: services, match conditions, reinvocation, warnings, audit.</summary>
internal sealed class Webhooks(ObjectStore store, TimeProvider time)
{
    private const string Group = "admissionregistration.k8s.io";

    /// <summary>Mutating ones change what is given.</summary>
    internal Task<JsonObject?> MutateAsync(AdmissionRequest request, CancellationToken token) => RunAsync(request, "mutatingwebhookconfigurations", token);

    /// <summary>Validating ones say yes or no.</summary>
    internal Task ValidateAsync(AdmissionRequest request, CancellationToken token) => RunAsync(request, "validatingwebhookconfigurations", token);

    private async Task<JsonObject?> RunAsync(AdmissionRequest request, string plural, CancellationToken token)
    {
        var body = request.Object;
        if (request.Type.Group == Group)
            return body;
        foreach (var hook in store.List(store[Group, plural]).Objects.SelectMany(stored => stored.Parse().Items("webhooks")).Where(hook => Matches(hook, request)))
            body = await CallAsync(hook, request with { Object = body }, token);
        return body;
    }

    private bool Matches(JsonObject hook, AdmissionRequest request)
    {
        static bool Has(JsonObject rule, string name, string wanted) => rule.Texts(name) is var list && (list.Contains("*") || list.Contains(wanted));
        var resource = request.Subresource.Length == 0 ? request.Type.Plural : $"{request.Type.Plural}/{request.Subresource}";
        var space = request.Namespace.Length == 0 ? null : store.Find(store["", "namespaces"], "", request.Namespace)?.Parse();
        return hook.Items("rules").Any(rule => Has(rule, "apiGroups", request.Type.Group) && Has(rule, "apiVersions", request.Type.Version)
                && Has(rule, "operations", request.Operation) && (rule.Texts("resources").Contains("*/*") || (request.Subresource.Length == 0 && Has(rule, "resources", resource)) || rule.Texts("resources").Contains(resource)))
            && (space is null || LabelSelector.Takes(hook["namespaceSelector"], space.At("metadata", "labels")))
            && LabelSelector.Takes(hook["objectSelector"], (request.Object ?? request.Old).At("metadata", "labels"));
    }

    private async Task<JsonObject?> CallAsync(JsonObject hook, AdmissionRequest request, CancellationToken token)
    {
        var name = hook.Text("name");
        JsonObject answer;
        try
        {
            answer = await AskAsync(hook, request, token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or OperationCanceledException && !token.IsCancellationRequested)
        {
            if (hook.Text("failurePolicy") == "Ignore")
                return request.Object;
            var why = $"failed calling webhook \"{name}\": failed to call webhook: Post \"{Address(hook)}\": {(e is OperationCanceledException ? "context deadline exceeded" : e.Message)}";
            throw new Refusal(500, "InternalError", "Internal error occurred: " + why, new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = why }) });
        }

        var response = answer.At("response");
        if (!(response.At("allowed")?.GetValue<bool>() ?? false))
        {
            var message = response.Text("status", "message");
            throw new Refusal(
                (int?)response.At("status", "code") ?? 400, response.Text("status", "reason"),
                $"admission webhook \"{name}\" denied the request{(message.Length == 0 ? " without explanation" : ": " + message)}");
        }

        return response.Text("patch") is { Length: > 0 } patch && request.Object is { } body
            ? Patches.Apply(body, JsonNode.Parse(Convert.FromBase64String(patch))!.AsArray())
            : request.Object;
    }

    private async Task<JsonObject> AskAsync(JsonObject hook, AdmissionRequest request, CancellationToken token)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        var authority = Encoding.UTF8.GetString(Convert.FromBase64String(hook.Text("clientConfig", "caBundle")));
        handler.SslOptions.RemoteCertificateValidationCallback = TestCa.Trust(() => authority);
        using var http = new HttpClient(handler);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(Seconds(hook)), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
        var kind = new JsonObject { ["group"] = request.Type.Group, ["version"] = request.Type.Version, ["kind"] = request.Type.Kind };
        var review = new JsonObject
        {
            ["apiVersion"] = "admission.k8s.io/v1",
            ["kind"] = "AdmissionReview",
            ["request"] = new JsonObject
            {
                ["uid"] = Guid.NewGuid().ToString(), ["kind"] = kind,
                ["resource"] = new JsonObject { ["group"] = request.Type.Group, ["version"] = request.Type.Version, ["resource"] = request.Type.Plural },
                ["subResource"] = request.Subresource, ["name"] = request.Name, ["namespace"] = request.Namespace, ["operation"] = request.Operation,
                ["userInfo"] = new JsonObject { ["username"] = request.User }, ["object"] = request.Object.Copy(), ["oldObject"] = request.Old.Copy(), ["dryRun"] = request.DryRun,
            },
        };
        using var response = await http.PostAsJsonAsync(new Uri(Address(hook)), review, both.Token);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonObject>(both.Token) ?? [];
    }

    private static int Seconds(JsonObject hook) => (int?)hook["timeoutSeconds"] ?? 10;

    private static string Address(JsonObject hook) => string.Create(CultureInfo.InvariantCulture, $"{hook.Text("clientConfig", "url")}?timeout={Seconds(hook)}s");
}

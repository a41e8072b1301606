using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Client;
using Xunit;

namespace KubeStellar.Edge.TestKit.Cluster.Contracts;

/// <summary>
/// What targets and sources rely on a Kubernetes API server for. The real server passes it by definition; the fake passes it so that tests made with it mean something.
/// Each test has a namespace of its own on a shared server.
/// </summary>
public abstract partial class ApiServerContract(IApiServerFixture fixture) : IAsyncLifetime
{
    private static int _count;
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));

    /// <summary>The server.</summary>
    protected ApiServer Server { get; private set; } = null!;

    /// <summary>Somebody who may do everything.</summary>
    protected ApiClient Admin => Server.Admin;

    /// <summary>Ends when the test has taken too long.</summary>
    protected CancellationToken Token => _limit.Token;

    /// <summary>The test's namespace.</summary>
    protected string Space { get; } = $"t{Interlocked.Increment(ref _count)}";

    /// <summary>Gives servers.</summary>
    protected IApiServerFixture Fixture => fixture;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Server = await fixture.GetAsync();
        (await Admin.CreateAsync(Json("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"@space"}}"""), Token)).Ok();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _limit.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>An object from text; <c>@space</c> is the test's namespace.</summary>
    protected JsonObject Json(string text) => JsonNode.Parse(text.Replace("@space", Space, StringComparison.Ordinal))!.AsObject();

    /// <summary>A ConfigMap of the test's namespace.</summary>
    /// <param name="name">Name.</param>
    /// <param name="data">Its data.</param>
    /// <param name="metadata">More members of its metadata.</param>
    protected JsonObject ConfigMap(string name, string data = """{"k":"v"}""", string metadata = "\"labels\":{}")
    {
        var body = Json("""{"apiVersion":"v1","kind":"ConfigMap"}""");
        body["metadata"] = Json("{" + metadata + "}");
        body["metadata"]!["name"] = name;
        body["metadata"]!["namespace"] = Space;
        if (body["metadata"]!["labels"] is JsonObject { Count: 0 })
            body["metadata"]!.AsObject().Remove("labels");
        body["data"] = Json(data);
        return body;
    }

    /// <summary>A Deployment with one container.</summary>
    /// <param name="name">Name.</param>
    /// <param name="container">The container.</param>
    /// <param name="spec">More members of its spec, with a comma after each.</param>
    protected JsonObject Deployment(string name, string container = """{"name":"c","image":"i:1"}""", string spec = "")
    {
        var body = Json("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"namespace":"@space"}}""");
        body["metadata"]!["name"] = name;
        body["spec"] = Json(
            "{" + spec + """ "selector":{"matchLabels":{"app":"x"}},"template":{"metadata":{"labels":{"app":"x"}},"spec":{"containers":[ """ + container + "]}}}");
        return body;
    }

    /// <summary>Path of a ConfigMap, or of all of the namespace.</summary>
    protected string ConfigMaps(string? name = null) => ApiPath.Of("v1", "configmaps", Space, name);

    /// <summary>Path of a Deployment.</summary>
    protected string Deployments(string? name = null) => ApiPath.Of("apps/v1", "deployments", Space, name);

    /// <summary>Who owns what, a manager and its fields as JSON.</summary>
    protected static Dictionary<string, string> Owners(JsonObject body) => (body["metadata"]!["managedFields"] as JsonArray ?? []).ToDictionary(
        entry => $"{(string)entry!["manager"]!} {(string)entry["operation"]!}{((string?)entry["subresource"] is { } sub ? " " + sub : "")}", entry => entry!["fieldsV1"]!.ToJsonString(Plain));

    /// <summary>A resourceVersion.</summary>
    protected static string Revision(JsonObject body) => (string)body["metadata"]!["resourceVersion"]!;

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

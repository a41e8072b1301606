using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>A request that the server refuses, with the code, reason and words of the real one.</summary>
internal sealed class Refusal(int code, string reason, string message, JsonObject? details = null, int? retryAfter = null) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    internal int Code => code;

    /// <summary>Seconds for a Retry-After header.</summary>
    internal int? RetryAfter => retryAfter;

    /// <summary>The Status object: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ .</summary>
    internal JsonObject ToJson()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Failure", ["message"] = Message,
        };
        if (reason.Length > 0)
            status["reason"] = reason;
        if (details is not null)
            status["details"] = details.DeepClone();
        status["code"] = code;
        return status;
    }

    internal static Refusal NotFound(ResourceType type, string name) => new(404, "NotFound", $"{type.Qualified} \"{name}\" not found", Details(type, name));

    internal static Refusal NoResource() => new(404, "NotFound", "the server could not find the requested resource", []);

    internal static Refusal Exists(ResourceType type, string name, bool dying = false) => new(
        409, "AlreadyExists", $"{(dying ? "object is being deleted: " : "")}{type.Qualified} \"{name}\" already exists", Details(type, name));

    internal static Refusal Modified(ResourceType type, string name) => new(
        409, "Conflict", $"Operation cannot be fulfilled on {type.Qualified} \"{name}\": the object has been modified; please apply your changes to the latest version and try again", Details(type, name));

    internal static Refusal BadRequest(string message) => new(400, "BadRequest", message);

    internal static Refusal Forbidden(ResourceType type, string? name, string why) => new(
        403, "Forbidden", name is { Length: > 0 } ? $"{type.Qualified} \"{name}\" is forbidden: {why}" : $"{type.Qualified} is forbidden: {why}", Details(type, name));

    internal static Refusal Expired(string message) => new(410, "Expired", message);

    internal static Refusal NoMethod() => new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    /// <summary>422 with all that is wrong with an object.</summary>
    internal static Refusal Invalid(ResourceType type, string name, IReadOnlyList<Fault> faults)
    {
        var kind = type.Group.Length == 0 ? type.Kind : $"{type.Kind}.{type.Group}";
        var texts = faults.Select(fault => $"{fault.Field}: {fault.Message}").ToList();
        var details = Details(type, name);
        details["kind"] = type.Kind;
        details["causes"] = new JsonArray([.. faults.Select(fault => (JsonNode)new JsonObject { ["reason"] = fault.Reason, ["message"] = fault.Message, ["field"] = fault.Field })]);
        return new Refusal(422, "Invalid", $"{kind} \"{name}\" is invalid: {(texts.Count == 1 ? texts[0] : "[" + string.Join(", ", texts) + "]")}", details);
    }

    /// <summary>Whom an answer is about.</summary>
    internal static JsonObject Details(ResourceType type, string? name)
    {
        var details = new JsonObject();
        if (name is { Length: > 0 })
            details["name"] = name;
        if (type.Group.Length > 0)
            details["group"] = type.Group;
        details["kind"] = type.Plural;
        return details;
    }
}

using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>What is wrong with one field.</summary>
/// <param name="Reason">As <c>FieldValueInvalid</c>.</param>
/// <param name="Field">Path, as <c>spec.selector</c>.</param>
/// <param name="Message">In the real server's words.</param>
internal sealed record Fault(string Reason, string Field, string Message)
{
    internal static Fault Required(string field, string why = "") => new("FieldValueRequired", field, why.Length == 0 ? "Required value" : "Required value: " + why);

    internal static Fault Invalid(string field, JsonNode? value, string why) => new("FieldValueInvalid", field, $"Invalid value: {value?.ToJsonString(Json.Plain) ?? "null"}: {why}");

    internal static Fault Immutable(string field, JsonNode? value) => Invalid(field, value, "field is immutable");

    internal static Fault Forbidden(string field, string why) => new("FieldValueForbidden", field, "Forbidden: " + why);
}

using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Admission;

/// <summary>A LabelSelector object: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/ .</summary>
internal static class LabelSelector
{
    internal static bool Takes(JsonNode? selector, JsonNode? labels) =>
        (selector.At("matchLabels") as JsonObject ?? []).All(pair => Json.Same(pair.Value, labels.At(pair.Key)))
        && selector.Items("matchExpressions").All(expression => Expression(expression, labels.At(expression.Text("key"))));

    private static bool Expression(JsonObject expression, JsonNode? value) => expression.Text("operator") switch
    {
        "In" => value is not null && expression.Texts("values").Contains(value.Text()),
        "NotIn" => value is null || !expression.Texts("values").Contains(value.Text()),
        "Exists" => value is not null,
        _ => value is null,
    };
}

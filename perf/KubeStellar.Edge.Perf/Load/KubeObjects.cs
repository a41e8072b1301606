using System.Globalization;
using System.Text.Json;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>What a site usually has in its cluster: of five objects three ConfigMaps, a Service and a Deployment, 0.5 to 2 KiB each.</summary>
internal static class KubeObjects
{
    /// <summary>Collections that the objects are in.</summary>
    public static IReadOnlyList<(string ApiVersion, string Resource)> Collections { get; } = [("v1", "configmaps"), ("v1", "services"), ("apps/v1", "deployments")];

    /// <summary>One of them.</summary>
    /// <param name="number">Its number; it decides the kind.</param>
    /// <param name="space">Its namespace.</param>
    /// <param name="edition">A value in it.</param>
    public static JsonElement Of(int number, string space, int edition = 1) => JsonDocument.Parse((number % 5) switch
    {
        3 => Text(number, space, $$"""{"apiVersion":"v1","kind":"Service",METADATA,"spec":{"selector":{"app":"web-{{number}}"},"ports":[{"name":"http","port":80,"targetPort":{{8080 + edition}}}]} }"""),
        4 => Text(number, space, $$"""
            {"apiVersion":"apps/v1","kind":"Deployment",METADATA,"spec":{"replicas":1,"selector":{"matchLabels":{"app":"web-{{number}}"} },"template":{"metadata":{"labels":{"app":"web-{{number}}"} },
             "spec":{"containers":[{"name":"app","image":"registry.example.com/shop/web:1.{{edition}}","ports":[{"containerPort":8080}],"resources":{"requests":{"cpu":"100m","memory":"128Mi"} },
             "env":[{{string.Join(',', Enumerable.Range(0, 10).Select(i => $$"""{"name":"SETTING_{{i}}","value":"a value of a usual length"}"""))}}]}]} } } }
            """),
        _ => Text(number, space, $$"""{"apiVersion":"v1","kind":"ConfigMap",METADATA,"data":{"edition":"{{edition}}","text":"{{new string('x', 400)}}"} }"""),
    }).RootElement;

    /// <summary>Its name.</summary>
    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"o-{number:00000}");

    private static string Text(int number, string space, string json) => json.Replace(
        "METADATA", $$"""
        "metadata":{"name":"{{NameOf(number)}}","namespace":"{{space}}","labels":{"app":"bench"} }
        """,
        StringComparison.Ordinal);
}

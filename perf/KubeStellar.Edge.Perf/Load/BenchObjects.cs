using System.Globalization;
using System.Text.Json;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>Objects of a given size.</summary>
internal static class BenchObjects
{
    /// <summary>A Deployment of about 2 KiB whose only difference between rounds is one value.</summary>
    public static JsonElement Deployment(int round)
    {
        var env = string.Join(',', Enumerable.Range(0, 18).Select(i => $$"""{"name":"SETTING_{{i:00}}","value":"a value of a usual length, number {{i:00}}"}"""));
        return JsonDocument.Parse(string.Create(CultureInfo.InvariantCulture, $$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"bench","namespace":"bench","labels":{"app":"bench"},"annotations":{"bench/round":"round-{{round}}-"} },
             "spec":{"replicas":1,"selector":{"matchLabels":{"app":"bench"} },"template":{"metadata":{"labels":{"app":"bench"} },
             "spec":{"containers":[{"name":"app","image":"registry.example.com/shop/bench:1.0.{{round}}","ports":[{"containerPort":8080,"name":"http"}],
             "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"256Mi"} },"env":[{{env}}]}]} } } }
            """)).RootElement;
    }

    /// <summary>A small ConfigMap.</summary>
    public static JsonElement ConfigMap(int number) => ConfigMap(number, "");

    /// <summary>The same with a text that says which edition it is.</summary>
    public static JsonElement ConfigMap(int number, string edition) => JsonDocument.Parse(string.Create(CultureInfo.InvariantCulture, $$"""
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings-{{number:000}}","namespace":"bench","labels":{"app":"bench"} },"data":{"key":"value {{number}}{{edition}}","text":"{{new string('x', 400)}}"} }
        """)).RootElement;

    /// <summary>A Secret, or a ConfigMap, of about 2 KiB in four values, of which each round changes one.</summary>
    public static JsonElement Values(string kind, int round)
    {
        var data = string.Join(',', Enumerable.Range(0, 4).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"key-{i}\":\"{new string((char)('a' + i), 480)}{(i == 0 ? round : 0):000000}\"")));
        return JsonDocument.Parse($$"""
            {"apiVersion":"v1","kind":"{{kind}}","metadata":{"name":"values","namespace":"bench","labels":{"app":"bench"} },"{{(kind == "Secret" ? "stringData" : "data")}}":{ {{data}} } }
            """).RootElement;
    }
}

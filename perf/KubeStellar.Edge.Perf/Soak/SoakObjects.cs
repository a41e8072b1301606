using System.Globalization;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Perf.Soak;

/// <summary>Objects as people write them, and as they lie at a site.</summary>
internal static class SoakObjects
{
    public static JsonElement Written(int number, string value) => Parse($$"""
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"object-{{Text(number)}}","namespace":"soak","labels":{"app":"soak"} },"data":{"text":"{{Body(number)}}","value":"v{{value}}"} }
        """);

    public static JsonElement WrittenSecret(int number, string value) => Parse($$"""
        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"secret-{{Text(number)}}","namespace":"soak","labels":{"app":"vault"} },"data":{"value":"{{Encoded(value)}}"} }
        """);

    public static string Placed(int number, string value, string size, string release) =>
        $"{{\"apiVersion\":\"v1\",\"data\":{{\"release\":\"{release}\",\"size\":\"{size}\",\"text\":\"{Body(number)}\",\"value\":\"v{value}\"}},\"kind\":\"ConfigMap\",\"metadata\":{{\"labels\":{{\"app\":\"soak\"}},\"name\":\"object-{Text(number)}\",\"namespace\":\"soak\"}}}}";

    public static string PlacedSecret(int number, string value) =>
        $"{{\"apiVersion\":\"v1\",\"data\":{{\"value\":\"{Encoded(value)}\"}},\"kind\":\"Secret\",\"metadata\":{{\"labels\":{{\"app\":\"vault\"}},\"name\":\"secret-{Text(number)}\",\"namespace\":\"soak\"}}}}";

    public static ObjectKey KeyOf(int number) => new("", "ConfigMap", "soak", "object-" + Text(number));

    public static ObjectKey KeyOfSecret(int number) => new("", "Secret", "soak", "secret-" + Text(number));

    // Some are larger than a page, so that half a file would be seen.
    private static string Body(int number) => new((char)('a' + number), number % 3 == 0 ? 6000 : 200);

    private static string Encoded(string value) => Convert.ToBase64String(Encoding.UTF8.GetBytes("secret value " + value));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static JsonElement Parse(string text) => JsonDocument.Parse(text).RootElement;
}

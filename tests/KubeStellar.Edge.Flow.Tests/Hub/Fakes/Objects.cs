namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

internal static class Objects
{
    public static string ConfigMap(string name, string value = "1", string labels = "{}") =>
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"shop","labels":{{{labels}}}},"data":{"value":"{{{value}}}"}}""";
}

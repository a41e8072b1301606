using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Client;

namespace KubeStellar.Edge.Kubernetes.Tests.ApiServers;

/// <summary>One thing that one manager does to one of a few objects: apply, forced or not, merge, replace, status, removal.</summary>
internal sealed class RandomDoing
{
    private static readonly string[] Kinds = ["ConfigMap", "Deployment", "Service", "Deployment", "Widget", "Widget", "Secret", "StatefulSet", "DaemonSet", "Job", "Role"];
    private readonly Random _random;
    private readonly string _kind;
    private readonly string _manager;
    private readonly int _how;
    private readonly JsonObject _body;

    internal RandomDoing(Random random, string space, string manager)
    {
        _random = random;
        _manager = manager;
        _kind = Kinds[random.Next(Kinds.Length)];
        _how = random.Next(20);
        _body = new JsonObject
        {
            ["apiVersion"] = _kind switch
            {
                "Deployment" or "StatefulSet" or "DaemonSet" => "apps/v1", "Job" => "batch/v1", "Role" => "rbac.authorization.k8s.io/v1", "Widget" => space + ".example.com/v1", _ => "v1",
            },
            ["kind"] = _kind, ["metadata"] = new JsonObject { ["name"] = "o" + random.Next(2), ["namespace"] = space },
        };
        if (Maybe(2))
            _body["metadata"]!["labels"] = Map("l");
        if (Maybe(4))
            _body["metadata"]!["annotations"] = Map("a");
        Fill();
    }

    internal string Description => $"{_manager} {Verb} {_body.ToJsonString()}";

    private string Verb => _how switch { < 8 => "applies", < 12 => "forces", < 16 => "merges", < 17 => "writes the status of", < 18 when _kind != "Job" => "replaces", < 19 => "creates", _ => "removes" };

    internal async Task<ApiAnswer> RunAsync(ApiClient client, CancellationToken token)
    {
        var path = ApiPath.Of(_body);
        switch (Verb)
        {
            case "applies" or "forces":
                return await client.ApplyAsync(_body, token, _manager, force: Verb == "forces");
            case "merges":
                var patch = (JsonObject)_body.DeepClone();
                patch.Remove("apiVersion");
                patch.Remove("kind");
                return await client.MergeAsync(path, patch.ToJsonString(), token, _manager);
            case "writes the status of":
                return await client.StatusAsync(path, _kind == "Widget" ? """{"ready":true}""" : _kind == "Deployment" ? """{"replicas":1,"conditions":[{"type":"Available","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z","lastUpdateTime":"2026-01-01T00:00:00Z"}]}""" : "{}", token, _manager);
            case "replaces":
                if (await client.FindAsync(path, token) is not { } live)
                    return await client.UpdateAsync(_body, token, _manager);
                foreach (var (name, value) in _body.Where(pair => pair.Key != "metadata"))
                    live[name] = value!.DeepClone();
                if (_body["metadata"]!["labels"] is { } labels)
                    live["metadata"]!["labels"] = labels.DeepClone();
                return await client.UpdateAsync(live, token, _manager);
            case "creates":
                return await client.CreateAsync(_body, token, _manager);
            default:
                return await client.DeleteAsync(path, token);
        }
    }

    private bool Maybe(int of) => _random.Next(of) == 0;

    private JsonObject Map(string prefix)
    {
        var map = new JsonObject();
        for (var i = 0; i < 3; i++)
        {
            if (Maybe(2))
                map[prefix + i] = "v" + _random.Next(3);
        }

        return map;
    }

    private void Fill()
    {
        switch (_kind)
        {
            case "ConfigMap":
                if (!Maybe(5))
                    _body["data"] = Map("k");
                break;
            case "Service":
                var ports = new JsonArray();
                foreach (var port in new[] { 80, 443, 8080 })
                {
                    if (Maybe(2) || port == 80)
                        ports.Add(new JsonObject { ["name"] = "p" + port, ["port"] = port, ["targetPort"] = 8000 + _random.Next(2) });
                }

                _body["spec"] = new JsonObject { ["selector"] = Map("s"), ["ports"] = ports };
                break;
            case "Secret":
                _body[Maybe(4) ? "stringData" : "data"] = new JsonObject { ["a"] = "AA==", ["b"] = Maybe(2) ? "AAA=" : "AQ==" };
                break;
            case "Role":
                _body["rules"] = new JsonArray(new JsonObject { ["apiGroups"] = new JsonArray(""), ["resources"] = new JsonArray("pods"), ["verbs"] = new JsonArray("get", Maybe(2) ? "list" : "watch") });
                break;
            case "Widget":
                Widget();
                break;
            case "Job":
                _body["spec"] = new JsonObject
                {
                    ["template"] = new JsonObject { ["spec"] = new JsonObject { ["restartPolicy"] = "Never", ["containers"] = new JsonArray(new JsonObject { ["name"] = "c", ["image"] = "i:" + _random.Next(2) }) } },
                };
                if (Maybe(2))
                    _body["spec"]!["parallelism"] = _random.Next(3);
                break;
            default:
                Deployment();
                break;
        }
    }

    private void Widget()
    {
        var spec = new JsonObject();
        if (Maybe(2))
            spec["size"] = _random.Next(3);
        if (Maybe(2))
            spec["parts"] = new JsonArray([.. Enumerable.Range(0, 3).Where(_ => Maybe(2)).Select(i => (JsonNode)new JsonObject { ["name"] = "p" + i, ["n"] = _random.Next(2) })]);
        if (Maybe(2))
            spec["tags"] = new JsonArray([.. Enumerable.Range(0, 3).Where(_ => Maybe(2)).Select(i => (JsonNode)$"t{i}")]);
        if (Maybe(3))
            spec["list"] = new JsonArray(1, _random.Next(3));
        if (Maybe(3))
            spec["whole"] = new JsonObject { ["p"] = _random.Next(2) };
        if (!Maybe(6))
            _body["spec"] = spec;
    }

    private void Deployment()
    {
        var container = new JsonObject { ["name"] = "c", ["image"] = "i:" + _random.Next(3) };
        if (Maybe(2))
            container["env"] = new JsonArray([.. Enumerable.Range(0, 3).Where(_ => Maybe(2)).Select(i => (JsonNode)new JsonObject { ["name"] = "E" + i, ["value"] = "v" + _random.Next(2) })]);
        if (Maybe(3))
            container["args"] = new JsonArray("x", "y" + _random.Next(2));
        if (Maybe(3))
            container["ports"] = new JsonArray(new JsonObject { ["containerPort"] = 80 + _random.Next(2) });
        if (Maybe(3))
            container["resources"] = new JsonObject { ["limits"] = new JsonObject { ["memory"] = "1Gi" } };
        var containers = new JsonArray(container);
        if (Maybe(3))
            containers.Insert(_random.Next(2), new JsonObject { ["name"] = "side", ["image"] = "s:" + _random.Next(2) });
        var labels = Map("t");
        labels["app"] = "x";
        var template = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = labels }, ["spec"] = new JsonObject { ["containers"] = containers } };
        if (Maybe(4))
            template["spec"]!["nodeSelector"] = Map("n");
        if (Maybe(4))
            template["spec"]!["volumes"] = new JsonArray(new JsonObject { ["name"] = "v" + _random.Next(2), ["emptyDir"] = new JsonObject() });
        _body["spec"] = new JsonObject { ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "x" } }, ["template"] = template };
        if (_kind == "StatefulSet")
            _body["spec"]!["serviceName"] = "s" + _random.Next(4) / 3;
        if (Maybe(3) && _kind != "DaemonSet")
            _body["spec"]!["replicas"] = _random.Next(4);
        if (Maybe(5) && _kind == "Deployment")
            _body["spec"]!["strategy"] = new JsonObject { ["type"] = Maybe(2) ? "Recreate" : "RollingUpdate" };
    }
}

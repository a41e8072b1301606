using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Daemon.Modes;
using KubeStellar.Edge.Kubernetes.Yaml;
using KubeStellar.Edge.TestKit.Cluster.Real;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Daemon.Tests.Packaging;

/// <summary>What <c>packaging/kubernetes</c> has for an edge is what a server takes, and fits together.</summary>
public sealed class KubernetesFilesTests(RealApiServerFixture fixture) : IClassFixture<RealApiServerFixture>
{
    private static JsonElement[] Objects { get; } =
        [.. ManifestReader.Read(File.ReadAllText(Repository.PathOf("packaging", "kubernetes", "edge.yaml"))).Select(document => JsonElement.Parse(document.CanonicalJson))];

    private static JsonElement Container => Objects.Single(one => Kind(one) == "Deployment").GetProperty("spec").GetProperty("template").GetProperty("spec").GetProperty("containers")[0];

    [Fact]
    public async Task A_server_takes_them_and_has_nothing_to_say()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var server = await fixture.GetAsync();
        foreach (var one in Objects)
        {
            // The namespace for good: what is in it is judged by its label.
            var answer = await server.Admin.ApplyAsync(JsonNode.Parse(one.GetRawText())!.AsObject(), limit.Token, query: $"&fieldValidation=Strict{(Kind(one) == "Namespace" ? "" : "&dryRun=All")}");
            Assert.True(answer.IsOk, answer.Text);
        }
    }

    [Fact]
    public void The_command_line_is_one_that_the_daemon_takes()
    {
        string[] Words(JsonElement list) => [.. list.EnumerateArray().Select(word => word.GetString()!)];
        var root = new RootCommand { HubCommand.Build(), EdgeCommand.Build() };
        Assert.Empty(root.Parse(Words(Container.GetProperty("args"))).Errors);
        Assert.Equal("kse", Words(Container.GetProperty("livenessProbe").GetProperty("exec").GetProperty("command"))[0]);
        var state = Words(Container.GetProperty("args"))[^5];
        Assert.Equal("/var/lib/kse/edge", state);
        foreach (var probe in new[] { "startupProbe", "livenessProbe" })
            Assert.Equal(["kse", "status", "--state", state], Words(Container.GetProperty(probe).GetProperty("exec").GetProperty("command")));
    }

    private static string Kind(JsonElement one) => one.GetProperty("kind").GetString()!;
}

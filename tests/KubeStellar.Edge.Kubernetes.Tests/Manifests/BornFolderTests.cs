using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Upsync;
using KubeStellar.Edge.Kubernetes.Manifests;
using KubeStellar.Edge.Kubernetes.Manifests.Readers;
using KubeStellar.Edge.TestKit.Contracts;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Kubernetes.Tests.Manifests;

public sealed class BornFolderTests : UpsyncTargetContract, IDisposable
{
    private static readonly UpsyncQuery Query = new([new UpsyncRule { Kinds = ["Widget." + Group] }], Fresh: true);

    private readonly TestFolder _folder = new();

    private string Born => _folder["manifests"] + ".upsync";

    public void Dispose() => _folder.Dispose();

    protected override Task<IUpsyncTarget> OpenAsync()
    {
        Directory.CreateDirectory(Born);
        return Task.FromResult<IUpsyncTarget>(new ManifestsTarget(
            new ManifestFolder(_folder["manifests"], RealDisk.Instance), "edge-1", new FolderReader(), new ManifestsWatch(TimeProvider.System, NullLogger<ManifestsWatch>.Instance), NullLogger<ManifestsTarget>.Instance));
    }

    protected override Task BearAsync(ObjectKey key, JsonObject? item)
    {
        // As the reference page tells devices to: under another name first.
        var file = Path.Combine(Born, key.Name + ".json");
        if (item is null)
        {
            File.Delete(file);
        }
        else
        {
            File.WriteAllText(Path.Combine(Born, "." + key.Name), item.ToJsonString());
            File.Move(Path.Combine(Born, "." + key.Name), file, overwrite: true);
        }

        return Task.CompletedTask;
    }

    protected override Task BreakAsync(IUpsyncTarget target)
    {
        File.WriteAllText(Path.Combine(Born, "half.json"), """{"apiVersion":"sensors""");
        File.Delete(Path.Combine(Born, "a.json"));
        return Task.CompletedTask;
    }

    [Fact]
    public void The_folder_is_made_once_and_one_that_is_gone_later_says_nothing()
    {
        var folder = new BornFolder(_folder["manifests"] + "/");
        Assert.Equal(Born, folder.Path);
        Assert.True(folder.Read(Query).Knows(Group, "Widget"));
        Directory.Delete(Born);
        var gone = folder.Read(Query with { Fresh = false });
        Assert.False(gone.Knows(Group, "Widget"));
        Assert.Equal("Missing", Assert.Single(gone.Troubles).Reason);
        Assert.False(Directory.Exists(Born));
    }

    [Fact]
    public void Yaml_with_many_documents_is_read_and_other_files_are_passed_over()
    {
        Directory.CreateDirectory(Born);
        File.WriteAllText(Path.Combine(Born, "all.yaml"), Yaml("a") + "---\n" + Yaml("b"));
        File.WriteAllText(Path.Combine(Born, ".c.yaml"), Yaml("c"));
        File.WriteAllText(Path.Combine(Born, "d.txt"), "d");
        Directory.CreateDirectory(Path.Combine(Born, "e.yaml"));
        var reading = new BornFolder(_folder["manifests"]).Read(Query);
        Assert.Empty(reading.Troubles);
        Assert.Equal(["a", "b"], reading.Objects.Select(one => one.Key.Name));
    }

    [Fact]
    public void What_cannot_be_read_is_named_and_nothing_counts_as_gone_while_it_is_there()
    {
        Directory.CreateDirectory(Born);
        File.WriteAllText(Path.Combine(Born, "a.yaml"), Yaml("a"));
        File.WriteAllText(Path.Combine(Born, "b.yaml"), "");
        File.WriteAllText(_folder["secret"], Yaml("c"));
        File.CreateSymbolicLink(Path.Combine(Born, "c.yaml"), _folder["secret"]);
        File.WriteAllText(Path.Combine(Born, "d.yaml"), "kind: Widget\n");
        var reading = new BornFolder(_folder["manifests"]).Read(Query);
        Assert.Equal(["a"], reading.Objects.Select(one => one.Key.Name));
        Assert.Equal(["b.yaml", "c.yaml", "d.yaml"], reading.Troubles.Select(one => Path.GetFileName(one.Message.Split(':')[0])));
        Assert.False(reading.Knows(Group, "Widget"));
        foreach (var bad in new[] { "b.yaml", "c.yaml", "d.yaml" })
        {
            File.Delete(Path.Combine(Born, bad));
        }

        File.WriteAllText(Path.Combine(Born, "z.yaml"), Yaml("a"));
        var twice = new BornFolder(_folder["manifests"]).Read(Query);
        Assert.Equal("Twice", Assert.Single(twice.Troubles).Reason);
        Assert.True(twice.Knows(Group, "Widget"));
    }

    private static string Yaml(string name) => $"apiVersion: {Group}/v1\nkind: Widget\nmetadata: {{ name: {name}, namespace: shop }}\n";
}

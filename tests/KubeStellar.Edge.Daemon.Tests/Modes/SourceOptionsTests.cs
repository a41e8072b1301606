using System.CommandLine;
using KubeStellar.Edge.Daemon.Modes;

namespace KubeStellar.Edge.Daemon.Tests.Modes;

public sealed class SourceOptionsTests
{
    [Fact]
    public void Sources_are_read_in_the_order_given()
    {
        var sources = Read("--source", "dir:/srv/apps", "--source", "git-checkout:/srv/../srv/repo", "--source-workspace", "retail");
        Assert.Equal([("dir", "/srv/apps", "retail"), ("git-checkout", "/srv/repo", "retail")], sources.Select(source => (source.Kind, source.Place, source.Workspace)));
        Assert.Empty(Read());
    }

    [Fact]
    public void A_cluster_is_named_by_its_kubeconfig_where_it_has_one_of_its_own()
    {
        var file = Path.GetTempFileName();
        var cluster = Assert.Single(Read("--source", "kubernetes", "--kubeconfig", file, "--source-namespace", "shop", "--source-namespace", "bar"));
        Assert.Equal(("kubernetes", file, "edge.kubestellar.io/workload=true"), (cluster.Id, cluster.Kubeconfig, cluster.Selector));
        Assert.Equal(["shop", "bar"], cluster.Namespaces);
        Assert.Equal(($"kubernetes:{file}", file), (Assert.Single(Read("--source", $"kubernetes:{file}")).Id, Assert.Single(Read("--source", $"kubernetes:{file}")).Kubeconfig));
        File.Delete(file);
    }

    [Theory]
    [InlineData("takes nothing", "--source", "kubernetes", "--selector", "")]
    [InlineData("no kubeconfig /nowhere", "--source", "kubernetes", "--kubeconfig", "/nowhere")]
    [InlineData("--selector is of", "--selector", "a=b")]
    [InlineData("--source-namespace 'A'", "--source", "kubernetes", "--source-namespace", "A")]
    [InlineData("--source-workspace 'A'", "--source-workspace", "A")]
    public void What_does_not_fit_is_refused_by_its_name(string says, params string[] arguments) =>
        Assert.Contains(says, Assert.Throws<DaemonFailure>(() => Read(arguments)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("folder:/srv", "dir:DIR")]
    [InlineData("dir:", "needs a folder")]
    [InlineData("dir", "needs a folder")]
    public void What_is_no_source_is_refused(string given, string says) =>
        Assert.Contains(says, Assert.Throws<DaemonFailure>(() => Read("--source", given)).Message, StringComparison.Ordinal);

    [Fact]
    public void One_place_is_one_source() => Assert.Contains("twice", Assert.Throws<DaemonFailure>(() => Read("--source", "dir:/srv", "--source", "dir:/srv/.")).Message, StringComparison.Ordinal);

    private static IReadOnlyList<SourceSettings> Read(params string[] arguments)
    {
        var command = new RootCommand();
        var options = new SourceOptions();
        options.AddTo(command);
        return options.Read(command.Parse(arguments));
    }
}

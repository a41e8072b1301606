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

using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Commands;

public sealed class RightsTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Rights_of_a_region_are_said_whole()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""{"items":[{"id":"eu"}]}""");

        Assert.Equal(0, await _run.RunAsync("rights", "region", "eu", "--own", "local", "--own", "tests", "--override", "default/shop"));
        Assert.Equal(0, await _run.RunAsync("rights", "region", "eu", "--none"));

        Assert.Equal(new RegionRights { Own = ["local", "tests"], Override = ["default/shop"] }, Asked(0).Rights);
        Assert.Equal(new RegionRights(), Asked(1).Rights);
        Assert.Equal("region/eu has other rights\nregion/eu has other rights\n", _run.Out);
    }

    [Theory]
    [InlineData]
    [InlineData("--none", "--own", "local")]
    public async Task Nothing_and_a_contradiction_are_refused(params string[] options)
    {
        Assert.Equal(2, await _run.RunAsync(["rights", "region", "eu", .. options]));
        Assert.Empty(_run.Hub.Asked);
    }

    private EdgeEditRequest Asked(int index) => JsonSerializer.Deserialize(_run.Hub.Asked[index].Body, ContractsJson.Default.EdgeEditRequest)!;
}

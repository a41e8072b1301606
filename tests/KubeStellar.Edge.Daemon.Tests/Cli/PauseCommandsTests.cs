using KubeStellar.Edge.Daemon.Cli;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Daemon.Tests.Cli;

public sealed class PauseCommandsTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly List<(string Socket, SiteOrder Order)> _orders = [];

    public PauseCommandsTests() => _run.Order = (socket, order) =>
    {
        _orders.Add((socket, order));
        return new SiteAnswer(true, "done");
    };

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_pause_says_who_why_and_for_how_long()
    {
        _run.Environment["USER"] = "ann";
        Assert.Equal(CliExit.Ok, await _run.RunAsync("pause", "--reason", "operation", "--for", "4h", "--state", _run.Folder));
        var (socket, order) = Assert.Single(_orders);
        Assert.Equal(Path.Combine(_run.Folder, "kse-control.sock"), socket);
        Assert.Equal(("pause", "operation", (long?)4 * 3600 * 1000), (order.Verb, order.Reason, order.For));
        Assert.StartsWith("ann@", order.By, StringComparison.Ordinal);
        Assert.Equal("done\n", _run.Out);
    }

    [Fact]
    public async Task Without_a_length_it_holds_until_somebody_resumes()
    {
        Assert.Equal(CliExit.Ok, await _run.RunAsync("pause", "--reason", "flight", "--as", "pilot"));
        Assert.Equal(CliExit.Ok, await _run.RunAsync("resume", "--as", "pilot"));
        Assert.Equal([new SiteOrder("pause", "pilot", "flight"), new SiteOrder("resume", "pilot")], _orders.Select(one => one.Order));
        Assert.All(_orders, one => Assert.EndsWith(Path.Combine(".local", "state", "kse", "edge", "kse-control.sock"), one.Socket, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pause_without_a_reason_is_refused()
    {
        Assert.Equal(CliExit.Error, await _run.RunAsync("pause"));
        Assert.Contains("needs a reason", _run.Error, StringComparison.Ordinal);
        Assert.Empty(_orders);
    }

    [Fact]
    public async Task What_the_daemon_could_not_do_is_an_error()
    {
        _run.Order = (_, _) => new SiteAnswer(false, "it could not be recorded: disk full");
        Assert.Equal(CliExit.Error, await _run.RunAsync("pause", "--reason", "x"));
        Assert.Contains("disk full", _run.Error, StringComparison.Ordinal);
    }
}

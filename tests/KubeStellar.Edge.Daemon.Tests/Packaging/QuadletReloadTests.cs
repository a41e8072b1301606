using System.Diagnostics;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Daemon.Tests.Packaging;

/// <summary>The script that tells systemd of changed Quadlet units, with a systemctl that only writes down what it was told.</summary>
public sealed class QuadletReloadTests : IDisposable
{
    private const string Head = "# Written by kse edge; what is changed here is put back.\n";
    private readonly TestFolder _folder = new();

    public QuadletReloadTests()
    {
        Directory.CreateDirectory(Dir);
        File.WriteAllText(_folder["systemctl"], $"#!/bin/sh\necho \"$*\" >>'{Log}'\n[ -z \"$2\" ] || [ \"$2\" != \"$(cat '{_folder["fails"]}' 2>/dev/null)\" ]\n");
        File.SetUnixFileMode(_folder["systemctl"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string Dir => _folder["units"];

    private string Log => _folder["log"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task New_and_changed_services_start_and_others_are_left_alone()
    {
        Put("a", "1");
        Put("b", "1");
        await File.WriteAllTextAsync(Path.Combine(Dir, "mine.kube"), "[Kube]\nYaml=mine.yaml\n", TestContext.Current.CancellationToken);
        Assert.Equal(["daemon-reload", "restart a.service", "restart b.service"], await RunAsync());
        Put("b", "2");
        Assert.Equal(["daemon-reload", "restart b.service"], await RunAsync());
        Assert.Equal(["daemon-reload"], await RunAsync());
    }

    [Fact]
    public async Task A_service_ends_before_systemd_forgets_its_unit_and_its_YAML_goes_after_that()
    {
        Put("a", "1");
        await RunAsync();
        File.Delete(Path.Combine(Dir, "a.kube"));
        var lines = await RunAsync();
        Assert.Equal(["stop a.service", "daemon-reload"], lines.Take(2));
        Assert.False(File.Exists(Path.Combine(Dir, "a.yaml")));
        Assert.Equal(["daemon-reload"], await RunAsync());
    }

    [Fact]
    public async Task What_failed_is_tried_again_and_holds_up_nobody()
    {
        Put("a", "1");
        Put("b", "1");
        await File.WriteAllTextAsync(_folder["fails"], "a.service", TestContext.Current.CancellationToken);
        Assert.Equal(["daemon-reload", "restart a.service", "restart b.service"], await RunAsync(fails: true));
        File.Delete(_folder["fails"]);
        Assert.Equal(["daemon-reload", "restart a.service"], await RunAsync());
        File.Delete(Path.Combine(Dir, "a.kube"));
        await File.WriteAllTextAsync(_folder["fails"], "a.service", TestContext.Current.CancellationToken);
        await RunAsync(fails: true);
        Assert.True(File.Exists(Path.Combine(Dir, "a.yaml")));
    }

    private void Put(string name, string content)
    {
        File.WriteAllText(Path.Combine(Dir, name + ".yaml"), content);
        File.WriteAllText(Path.Combine(Dir, name + ".kube"), $"{Head}[Kube]\nYaml={name}.yaml\n");
    }

    private async Task<string[]> RunAsync(bool fails = false)
    {
        File.Delete(Log);
        var start = new ProcessStartInfo("/bin/sh", [Repository.PathOf("packaging", "quadlet", "kse-quadlet-reload"), Dir]) { RedirectStandardError = true };
        start.Environment["SYSTEMCTL"] = _folder["systemctl"];
        start.Environment["STATE_DIRECTORY"] = _folder["state"];
        using var run = Process.Start(start)!;
        var said = await run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", said);
        Assert.Equal(fails ? 1 : 0, run.ExitCode);
        return await File.ReadAllLinesAsync(Log, TestContext.Current.CancellationToken);
    }
}

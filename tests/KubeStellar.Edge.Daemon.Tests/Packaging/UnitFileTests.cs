using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KubeStellar.Edge.Daemon.Modes;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Daemon.Tests.Packaging;

/// <summary>The units by systemd's own check where it is installed, and by what this program needs of them everywhere.</summary>
public sealed class UnitFileTests : IDisposable
{
    private const string Analyze = "/usr/bin/systemd-analyze";
    private readonly TestFolder _folder = new();

    public static TheoryData<string> Units => [.. Directory.EnumerateFiles(Repository.PathOf("packaging", "systemd"), "*.service").Select(path => Path.GetFileName(path)!)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Units))]
    public async Task Systemd_finds_nothing_to_say(string name)
    {
        var unit = UnitFile.Read(name);
        Assert.StartsWith("/usr/bin/kse ", unit["ExecStart"], StringComparison.Ordinal);
        if (!File.Exists(Analyze))
        {
            Assert.All(unit.Settings, setting => Assert.Contains(setting.Section, (string[])["Unit", "Service", "Install"]));
            return;
        }

        var copy = _folder[name];
        await File.WriteAllTextAsync(copy, unit.Text.Replace("ExecStart=/usr/bin/kse", "ExecStart=" + Environment.ProcessPath, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        using var verify = Process.Start(new ProcessStartInfo(Analyze, ["verify", "--man=no", copy]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = verify.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var complained = await verify.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await verify.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", complained + await said);
        Assert.Equal(0, verify.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Units))]
    public void A_unit_says_how_the_daemon_is_watched_and_where_its_state_is(string name)
    {
        var unit = UnitFile.Read(name);
        Assert.Equal("notify", unit["Type"]);
        Assert.Equal("main", unit["NotifyAccess"]);
        Assert.Equal("always", unit["Restart"]);
        Assert.True(int.Parse(unit["WatchdogSec"], CultureInfo.InvariantCulture) >= 30);
        Assert.Contains($" --state /var/lib/{unit["StateDirectory"]}", unit["ExecStart"], StringComparison.Ordinal);
        Assert.Equal("0700", unit["StateDirectoryMode"]);
        Assert.Equal("0077", unit["UMask"]);
        Assert.Equal("yes", unit["NoNewPrivileges"]);
        Assert.Equal("strict", unit["ProtectSystem"]);
        Assert.DoesNotContain(unit.Settings, setting => setting.Key == "MemoryDenyWriteExecute"); // two compilers run here
    }

    [Theory]
    [MemberData(nameof(Units))]
    public void The_sandbox_stays(string name)
    {
        var unit = UnitFile.Read(name);
        (string Key, string Value)[] wanted =
        [
            ("NoNewPrivileges", "yes"), ("CapabilityBoundingSet", ""), ("ProtectSystem", "strict"), ("ProtectHome", "yes"), ("PrivateTmp", "yes"), ("PrivateDevices", "yes"),
            ("ProtectKernelTunables", "yes"), ("ProtectKernelModules", "yes"), ("ProtectKernelLogs", "yes"), ("ProtectControlGroups", "yes"), ("ProtectClock", "yes"), ("ProtectHostname", "yes"),
            ("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6"), ("RestrictNamespaces", "yes"), ("RestrictRealtime", "yes"), ("RestrictSUIDSGID", "yes"), ("LockPersonality", "yes"), ("RemoveIPC", "yes"),
            ("SystemCallArchitectures", "native"), ("SystemCallFilter", "@system-service"), ("SystemCallErrorNumber", "EPERM"), ("LimitCORE", "0"),
        ];
        Assert.All(wanted, one => Assert.Equal(one, (one.Key, unit[one.Key])));

        // The daemon watches the memory of its policy host, which nobody may read: hidden from it, it could not.
        Assert.DoesNotContain(unit.Settings, setting => setting.Key is "ProtectProc" or "ProcSubset");
    }

    [Fact]
    public void A_hub_runs_as_a_user_of_its_own() => Assert.Equal("yes", UnitFile.Read("kse-hub.service")["DynamicUser"]);

    [Theory]
    [InlineData("kse-hub.service", "25")]
    [InlineData("kse-edge.service", "30")]
    public async Task Systemd_counts_little_exposure(string name, string most)
    {
        Assert.SkipUnless(File.Exists(Analyze), "systemd is not installed here");
        using var judge = Process.Start(new ProcessStartInfo(Analyze, ["security", "--offline=true", "--threshold=" + most, Repository.PathOf("packaging", "systemd", name)]) { RedirectStandardOutput = true })!;
        var said = await judge.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await judge.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(judge.ExitCode == 0, said);
    }

    [Fact]
    public void A_hub_may_hold_as_many_files_as_its_server_holds_connections() =>
        Assert.True(int.Parse(UnitFile.Read("kse-hub.service")["LimitNOFILE"], CultureInfo.InvariantCulture) > 65_536);

    [Theory]
    [MemberData(nameof(Units))]
    public void The_command_line_is_one_that_the_daemon_takes(string name)
    {
        var unit = UnitFile.Read(name);
        var given = File.ReadLines(Repository.PathOf("packaging", "systemd", "edge.env")).Single(line => line.StartsWith("KSE_EDGE_ARGS=", StringComparison.Ordinal));
        var line = unit["ExecStart"].Replace("$KSE_EDGE_ARGS", given[(given.IndexOf('=', StringComparison.Ordinal) + 1)..], StringComparison.Ordinal);

        var parsed = new RootCommand { HubCommand.Build(), EdgeCommand.Build() }.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);

        Assert.Empty(parsed.Errors);
    }
}

using System.Diagnostics;
using KubeStellar.Edge.Scripting.Client;
using KubeStellar.Edge.Scripting.Wire;

namespace KubeStellar.Edge.Scripting.Tests.Host.Confinement;

/// <summary>Real child processes: what the kernel refuses to a host that is up, and what it still grants.</summary>
public sealed class ConfinementTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Also what a host needs is tried: a collection, a new thread, a new isolate, and a policy that runs and throws in it.</summary>
    [Fact]
    public async Task From_inside_there_is_no_network_no_file_and_no_program()
    {
        var file = Path.GetTempFileName();
        using var process = Process.Start(HostCommand.For(new PolicyRuntimeOptions { HostArguments = ["break-out", file] }))!;
        var said = process.StandardError.ReadToEndAsync();
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToDictionary(fields => fields[0], fields => fields[1]);
        await process.WaitForExitAsync();
        var report = ConfinementReport.OfLine((await said).Split('\n')[0])!;
        Assert.SkipUnless(report.Holds, $"this machine does not allow it: {string.Join(", ", report.Missing)}");

        Assert.Equal("0", lines["works"]);
        Assert.Equal("0", lines["getpid"]);
        Assert.All(lines.Where(line => line.Key is not ("works" or "getpid")), line => Assert.True(line.Value == "-1", $"{line.Key} is possible"));
        Assert.True(File.Exists(file));
        Assert.False(Path.Exists(file + ".new"));
        File.Delete(file);
    }

    [Fact]
    public async Task A_running_host_is_held_and_says_by_what()
    {
        await using var runtime = RuntimeUnderTest.Create();
        await RuntimeUnderTest.PolicyAsync(runtime);

        var report = await ReportAsync(runtime);
        Assert.SkipUnless(report.Holds, string.Join(", ", report.Missing));
        var status = await StatusAsync(runtime.HostId!.Value);
        Assert.Equal("2", status["Seccomp"]);
        Assert.Equal("1", status["NoNewPrivs"]);
        Assert.Equal(report.InForce.Contains(ConfinementReport.NotRoot), !status["Uid"].Split('\t').Contains("0"));
        Assert.All(report.Missing, missing => Assert.EndsWith(")", missing, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Confinement_can_be_left_away()
    {
        await using var runtime = RuntimeUnderTest.Create(options => options.Confinement = ConfinementMode.Off);
        await RuntimeUnderTest.PolicyAsync(runtime);
        Assert.Equal((await StatusAsync(Environment.ProcessId))["Seccomp"], (await StatusAsync(runtime.HostId!.Value))["Seccomp"]);
    }

    /// <summary>The host is a shell script that reports as on a machine without seccomp: nothing runs, and no policy is blamed for it.</summary>
    [Fact]
    public async Task Where_confinement_is_required_and_not_to_be_had_nothing_runs()
    {
        var line = new ConfinementReport([ConfinementReport.NoNewPrivileges], [$"{ConfinementReport.SystemCalls} (Function not implemented)"]).ToLine();
        await using var runtime = RuntimeUnderTest.Create(options =>
        {
            options.Confinement = ConfinementMode.Required;
            options.HostFileName = "/bin/sh";
            options.HostArguments = ["-c", $"echo '{line}' >&2; exit {ConfinementReport.Refused}"];
        });
        for (var i = 0; i < 2; i++)
        {
            var (_, outcome) = await RuntimeUnderTest.LoadAsync(runtime, ("main.js", ""));
            Assert.Equal("HostDied", outcome.Fault?.Reason);
            Assert.Contains("system calls (Function not implemented)", outcome.Fault!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Required_runs_where_it_is_to_be_had()
    {
        await using var runtime = RuntimeUnderTest.Create(options => options.Confinement = ConfinementMode.Required);
        var (_, outcome) = await RuntimeUnderTest.LoadAsync(runtime, ("main.js", "import { policy } from 'kubestellar'; export default policy({ selects: { kinds: ['A'] }, place: () => true });"));
        Assert.SkipWhen(outcome.Fault?.Reason == "HostDied", outcome.Fault?.Message ?? "");
        Assert.True(outcome.Ok, outcome.Fault?.Message);
    }

    private static async Task<ConfinementReport> ReportAsync(PolicyRuntime runtime)
    {
        // The report goes another way than the answer, and may be heard a moment later.
        var since = TimeProvider.System.GetTimestamp();
        while (runtime.Confinement is null && TimeProvider.System.GetElapsedTime(since) < Patience)
        {
            await Task.Yield();
        }

        return runtime.Confinement ?? throw new InvalidOperationException("the host did not say what holds it");
    }

    private static async Task<Dictionary<string, string>> StatusAsync(int process) =>
        (await File.ReadAllLinesAsync($"/proc/{process}/status")).Select(line => line.Split(':', 2)).ToDictionary(fields => fields[0], fields => fields[1].Trim());
}

using System.Diagnostics;
using KubeStellar.Edge.Scripting.Client;

namespace KubeStellar.Edge.Scripting.Tests.Client;

/// <summary>Control groups: what is written where, and, on a machine that delegates one (KSE_TEST_CGROUP names it), what the kernel does with it.</summary>
public sealed class HostGroupTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("kse-group-").FullName;

    [Fact]
    public void A_group_of_version_2_is_limited_and_joined()
    {
        File.WriteAllText(Path.Combine(_parent, "cgroup.controllers"), "cpu memory");
        File.WriteAllText(Path.Combine(_parent, "cgroup.subtree_control"), "");

        using var group = HostGroup.Join(new PolicyRuntimeOptions { ControlGroup = _parent, HostMiB = 256 }, 4711, out _);

        var folder = Assert.Single(Directory.GetDirectories(_parent));
        Assert.Equal("+memory", File.ReadAllText(Path.Combine(_parent, "cgroup.subtree_control")));
        Assert.Equal("268435456", File.ReadAllText(Path.Combine(folder, "memory.max")));
        Assert.Equal("0", File.ReadAllText(Path.Combine(folder, "memory.swap.max")));
        Assert.Equal("4711", File.ReadAllText(Path.Combine(folder, "cgroup.procs")));
        Assert.False(group!.EndedForMemory);
        File.WriteAllText(Path.Combine(folder, "memory.events"), "low 0\noom 1\noom_kill 1\n");
        Assert.True(group.EndedForMemory);
    }

    [Fact]
    public void A_group_of_version_1_is_limited_and_joined()
    {
        using var group = HostGroup.Join(new PolicyRuntimeOptions { ControlGroup = _parent, HostMiB = 128 }, 4711, out _);

        var folder = Assert.Single(Directory.GetDirectories(_parent));
        Assert.Equal("134217728", File.ReadAllText(Path.Combine(folder, "memory.limit_in_bytes")));
        Assert.Equal("4711", File.ReadAllText(Path.Combine(folder, "cgroup.procs")));
        File.WriteAllText(Path.Combine(folder, "memory.oom_control"), "under_oom 0\noom_kill 0\n");
        Assert.False(group!.EndedForMemory);
    }

    [Fact]
    public void What_a_killed_daemon_left_is_swept()
    {
        var left = Directory.CreateDirectory(Path.Combine(_parent, "kse-policy-host-1-2")).FullName;

        using var group = HostGroup.Join(new PolicyRuntimeOptions { ControlGroup = _parent }, 3, out _);

        Assert.False(Directory.Exists(left));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/nonexistent/group")]
    public async Task Without_a_group_policies_run_all_the_same(string path)
    {
        await using var runtime = RuntimeUnderTest.Create(options => options.ControlGroup = path);
        await RuntimeUnderTest.FillAsync(runtime, 3);
        var bundle = await RuntimeUnderTest.PolicyAsync(runtime);
        var placed = await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(3), default);
        Assert.Equal(3, placed.Value?.Edges.Count);
    }

    /// <summary>A process of a test, not a policy: a policy is stopped by V8 long before.</summary>
    [Fact]
    public async Task The_kernel_ends_what_takes_more()
    {
        var delegated = Environment.GetEnvironmentVariable("KSE_TEST_CGROUP");
        Assert.SkipUnless(delegated is { Length: > 0 }, "no control group was handed over to this test");
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "read go; tail /dev/zero"]) { RedirectStandardInput = true })!;
        using var group = HostGroup.Join(new PolicyRuntimeOptions { ControlGroup = delegated, HostMiB = 128 }, process.Id, out var missing);
        Assert.True(group is not null, missing);
        await process.StandardInput.WriteLineAsync("go");
        await process.WaitForExitAsync();
        Assert.NotEqual(0, process.ExitCode);
        Assert.True(group.EndedForMemory);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_parent, recursive: true);
}

using System.CommandLine;
using KubeStellar.Edge.Daemon.Modes;
using KubeStellar.Edge.Scripting;

namespace KubeStellar.Edge.Daemon.Tests.Modes;

public sealed class PolicyLimitsTests
{
    [Fact]
    public void What_is_said_holds()
    {
        var options = Read("--policy-memory", "300", "--policy-time", "2s", "--policy-confinement", "required", "--policy-cgroup", "/sys/fs/cgroup/kse");

        Assert.Equal((300, TimeSpan.FromSeconds(2), ConfinementMode.Required, "/sys/fs/cgroup/kse"), (options.HostMiB, options.CallDeadline, options.Confinement, options.ControlGroup));
    }

    [Fact]
    public void What_is_not_said_is_the_defaults()
    {
        var options = Read();

        Assert.Equal((512, TimeSpan.FromSeconds(1), ConfinementMode.BestEffort, null), (options.HostMiB, options.CallDeadline, options.Confinement, options.ControlGroup));
    }

    [Theory]
    [InlineData("--policy-memory", "64")]
    [InlineData("--policy-time", "1ms")]
    [InlineData("--policy-time", "1h")]
    [InlineData("--policy-confinement", "some")]
    public void What_is_out_of_range_is_refused_by_its_name(string option, string value)
    {
        var command = new RootCommand();
        new PolicyLimits(512).AddTo(command);

        Assert.Contains(command.Parse([option, value]).Errors, error => error.Message.Contains(option["--policy-".Length..], StringComparison.Ordinal) || error.Message.Contains(value, StringComparison.Ordinal));
    }

    private static PolicyRuntimeOptions Read(params string[] arguments)
    {
        var command = new RootCommand();
        var limits = new PolicyLimits(512);
        limits.AddTo(command);
        var options = new PolicyRuntimeOptions();
        limits.Read(command.Parse(arguments))(options);
        return options;
    }
}

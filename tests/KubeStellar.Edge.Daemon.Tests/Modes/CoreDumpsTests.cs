using KubeStellar.Edge.Daemon.Modes;

namespace KubeStellar.Edge.Daemon.Tests.Modes;

public sealed class CoreDumpsTests
{
    [Fact]
    public void A_daemon_leaves_none_and_no_process_of_its_user_reads_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "prctl is Linux's");
        CoreDumps.Refuse();
        Assert.False(CoreDumps.Allowed);
        Assert.Matches(@"Max core file size +0 +0 ", File.ReadAllText("/proc/self/limits"));
    }
}

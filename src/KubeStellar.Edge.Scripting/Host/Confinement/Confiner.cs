using KubeStellar.Edge.Scripting.Wire;

namespace KubeStellar.Edge.Scripting.Host.Confinement;

/// <summary>
/// Takes from the process what it needs no more once it is up. Each layer is tried by itself: what this machine does not allow is told, and the others hold.
/// </summary>
internal static class Confiner
{
    /// <summary>Applies every layer, in the order that each needs: rights are given away while the filter does not yet forbid it.</summary>
    /// <param name="outsideNetwork">The network namespace of the daemon, as its link in /proc reads; empty when it is not known.</param>
    internal static ConfinementReport Apply(string outsideNetwork)
    {
        List<string> inForce = [], missing = [];
        void Note(string layer, string? why)
        {
            if (why is null)
            {
                inForce.Add(layer);
            }
            else
            {
                missing.Add($"{layer} ({why})");
            }
        }

        if (!OperatingSystem.IsLinux())
        {
            return new ConfinementReport([], [$"{ConfinementReport.SystemCalls} (not Linux)"]);
        }

        Note(ConfinementReport.OwnNetwork, Network(outsideNetwork));
        Note(ConfinementReport.Limits, Privileges.Limit());
        Note(ConfinementReport.NoNewPrivileges, Privileges.ForbidNew());
        if (Native.EffectiveUser() == 0)
        {
            Note(ConfinementReport.NotRoot, Privileges.DropRoot(filesClosed: Syscalls.OfThisMachine is not null));
        }
        else
        {
            inForce.Add(ConfinementReport.NotRoot);
        }

        // A change of user makes a process dumpable again where the system says so.
        Native.Control(Native.Dumpable, 0, 0, 0, 0);
        Note(ConfinementReport.SystemCalls, SeccompFilter.Install());
        return new ConfinementReport(inForce, missing);
    }

    private static string? Network(string outside)
    {
        try
        {
            var own = new FileInfo("/proc/self/ns/net").LinkTarget;
            return outside.Length > 0 && own is not null && own != outside ? null : "namespaces are not allowed to this user";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "there is no /proc";
        }
    }
}

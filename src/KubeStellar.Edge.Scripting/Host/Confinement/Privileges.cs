using System.Globalization;

namespace KubeStellar.Edge.Scripting.Host.Confinement;

/// <summary>Gives away what the host's user may do and no policy needs.</summary>
internal static class Privileges
{
    private const uint Nobody = 65534;
    private const int FileSize = 1;
    private const int CoreSize = 4;
    private const int OpenFiles = 7;
    private const ulong MostOpenFiles = 256;
    private const int KillBit = 5;

    /// <summary>Takes another user's and group's id, and none of the groups, when the host runs as root.</summary>
    /// <param name="filesClosed">No file will be opened any more, so that it does not matter who may read them.</param>
    /// <returns>Why it was not done; null when it was, or when there is nothing to give away.</returns>
    internal static string? DropRoot(bool filesClosed)
    {
        if (Native.EffectiveUser() != 0)
        {
            return null;
        }

        if (!Has(KillBit))
        {
            // The daemon that started it has the same capabilities: without this one it could not end a process of another user.
            return "root has no capability to end processes of others";
        }

        if (Native.SetGroups(0, 0) != 0 || Native.SetGroup(Nobody, Nobody, Nobody) != 0)
        {
            return Native.LastError();
        }

        // First so that there is a way back.
        if (Native.SetUser(Native.KeepUser, Nobody, Native.KeepUser) != 0)
        {
            return Native.LastError();
        }

        if (!filesClosed && !CanReadItsFiles())
        {
            Native.SetUser(Native.KeepUser, 0, Native.KeepUser);
            return "the program's files may be read by root only";
        }

        return Native.SetUser(Nobody, Nobody, Nobody) == 0 ? null : Native.LastError();
    }

    /// <summary>No program that is started can have more rights.</summary>
    internal static string? ForbidNew() => Native.Control(Native.NoNewPrivileges, 1, 0, 0, 0) == 0 ? null : Native.LastError();

    /// <summary>No core file, no bytes into any file, few descriptors; and nobody of the same user looks inside.</summary>
    internal static string? Limit() =>
        Set(CoreSize, 0) && Set(FileSize, 0) && Set(OpenFiles, MostOpenFiles) && Native.Control(Native.Dumpable, 0, 0, 0, 0) == 0 ? null : Native.LastError();

    private static bool Set(int resource, ulong most) => Native.SetLimit(resource, new Native.Limit(most, most)) == 0;

    private static bool Has(int capability)
    {
        const string Prefix = "CapEff:";
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Prefix, StringComparison.Ordinal));
        return line is not null && (ulong.Parse(line.AsSpan(Prefix.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> capability & 1) == 1;
    }

    private static bool CanReadItsFiles()
    {
        try
        {
            using var own = File.OpenRead(Environment.ProcessPath ?? "");
            return Directory.EnumerateFiles(AppContext.BaseDirectory).Any();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}

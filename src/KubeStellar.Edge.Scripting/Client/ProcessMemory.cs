using System.Globalization;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>Memory of another process, from Linux's /proc.</summary>
internal static class ProcessMemory
{
    /// <summary>Resident set in MiB; 0 where it cannot be read (gone, or no /proc).</summary>
    internal static long ResidentMiB(int id)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{id}/statm").Split(' ');
            return long.Parse(fields[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize / (1024 * 1024);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or IndexOutOfRangeException)
        {
            return 0;
        }
    }
}

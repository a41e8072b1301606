using System.Globalization;
using System.Text;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>
/// Finds processes that still run with a configuration: the server of a hub that was killed a moment ago flushes its streams after it has left its port,
/// and two servers must never have one store open.
/// </summary>
internal static class ServerRemains
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task WaitUntilGoneAsync(string configuration, TimeProvider time, CancellationToken cancellation)
    {
        while (Find(configuration).Count > 0)
        {
            await Task.Delay(Pause, time, cancellation);
        }
    }

    public static IReadOnlyList<int> Find(string configuration) => !Directory.Exists("/proc")
        ? []
        : [.. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && id != Environment.ProcessId && Arguments(id).AsSpan().EndsWith(["-c", configuration]))];

    private static string[] Arguments(int id)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{id}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended while the list was read, or is another user's.
            return [];
        }
    }
}

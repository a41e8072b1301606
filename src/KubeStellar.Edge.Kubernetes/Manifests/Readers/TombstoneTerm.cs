using System.Globalization;

namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>For how long a tombstone is kept, counted in what its reader reads by.</summary>
/// <param name="Now">Names the present period: another name, another period.</param>
/// <param name="Kept">It goes when it was seen in more than so many periods.</param>
/// <param name="Least">Beyond the number of tombstones that are kept at most, when it was seen in more than so many.</param>
internal sealed record TombstoneTerm(Func<string> Now, int Kept, int Least)
{
    private const string BootId = "/proc/sys/kernel/random/boot_id";

    /// <summary>For a reader that looks all the time: thirty days on which the edge ran.</summary>
    internal static TombstoneTerm Days(TimeProvider time) => new(() => Today(time), 30, 2);

    /// <summary>For a reader that looks when it starts: until the machine has started twice since.</summary>
    internal static TombstoneTerm Starts(TimeProvider time, Func<string?>? boot = null) => new(() => (boot ?? Boot)() ?? Today(time), 2, 1);

    private static string Today(TimeProvider time) => time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Boot()
    {
        try
        {
            return File.ReadAllText(BootId).Trim();
        }
        catch (Exception error) when (FolderFaults.Is(error))
        {
            // Another system than Linux: days have to do.
            return null;
        }
    }
}

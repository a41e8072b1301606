using KubeStellar.Edge.Disk;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>
/// What tells hubs apart that have the same keys: a random id in the state directory (<c>place</c>), which no backup carries, and which is made anew where the directory was copied
/// to. A directory of before there was one is called after its hub, as it was then.
/// </summary>
internal sealed class HubPlace
{
    /// <summary>Name of the file.</summary>
    internal const string FileName = "place";

    private const string Followed = "followed";
    private const string BootFile = "/proc/sys/kernel/random/boot_id";
    private readonly string _state;

    private HubPlace(string state, string id) => (_state, Id) = (state, id);

    /// <summary>The id.</summary>
    internal string Id { get; }

    /// <summary>Whether another hub was seen to publish since this one did.</summary>
    internal bool HasFollowed => File.Exists(Path.Combine(_state, Followed));

    /// <summary>The run of this machine; empty where it does not say.</summary>
    internal static string Boot => File.Exists(BootFile) ? File.ReadAllText(BootFile).Trim() : "";

    /// <summary>Reads the id, or makes it.</summary>
    /// <param name="state">State directory, which exists.</param>
    /// <param name="origin">Name of the hub.</param>
    internal static HubPlace Open(string state, string origin)
    {
        var file = Path.Combine(state, FileName);
        if (File.Exists(file) && File.ReadAllLines(file) is [{ Length: > 0 } id, var where] && where == state)
            return new HubPlace(state, id);

        // Only a hub of before had a mirror and no such file; a copied directory has the file, of another place.
        var old = !File.Exists(file) && File.Exists(Path.Combine(state, "mirror.once"));
        return Write(state, old ? origin : Guid.NewGuid().ToString("n"));
    }

    /// <summary>Gives a directory that is being made an id of its own.</summary>
    /// <param name="folder">Where it is made.</param>
    /// <param name="state">Where it will be.</param>
    internal static void Make(string folder, string state) => LocalFile.Write(Path.Combine(folder, FileName), Text(Guid.NewGuid().ToString("n"), state));

    /// <summary>Notes that another hub publishes: what this one has of its own is old from now on.</summary>
    internal void Follow()
    {
        if (!HasFollowed)
            LocalFile.Write(Path.Combine(_state, Followed), "another hub published here\n");
    }

    /// <summary>This hub publishes, with a mirror that was made anew or never was old.</summary>
    internal void Lead() => File.Delete(Path.Combine(_state, Followed));

    private static HubPlace Write(string state, string id)
    {
        LocalFile.Write(Path.Combine(state, FileName), Text(id, state));
        return new HubPlace(state, id);
    }

    private static string Text(string id, string state) => $"{id}\n{state}\n";
}

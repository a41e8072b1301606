using System.Diagnostics;
using System.Globalization;
using KubeStellar.Edge.TestKit.Network;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Perf.Soak;

/// <summary>One edge behind a link of its own, and what was done to it.</summary>
internal sealed class SoakSite(int number, Fleet fleet, LinkProxy link, string? faketime) : IAsyncDisposable
{
    public const string Foreign = "theirs.json";
    public const string ForeignText = "{\"theirs\":true}";
    private readonly HashSet<string> _harmed = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private bool _stopped;
    private SmallDisk? _disk;

    public string Id { get; } = string.Create(CultureInfo.InvariantCulture, $"site-{number}");

    public LinkProxy Link => link;

    public KseProcess? Process { get; private set; }

    public string Target => fleet.Target(Id);

    /// <summary>Where it lies, with its own disk where it has one.</summary>
    private string Root => Path.GetDirectoryName(Target)!;

    private string ClockFile => fleet.Folder["clocks", Id];

    /// <summary>Gives it a disk of its own, which goes with this process's mounts.</summary>
    public void Mount()
    {
        _disk = SmallDisk.TryOver(Root, 48) ?? throw new InvalidOperationException("mount of a small disk failed");
    }

    /// <summary>Whether somebody asked it to hold changes off; perhaps it did not hear that.</summary>
    public bool Paused { get; set; }

    /// <summary>Whether a start of it failed; one that was ready and ended is another matter.</summary>
    public bool FailedToStart => Process is { EndedByItself: true } ended && !WasReady(ended);

    public static bool WasReady(KseProcess process) => process.Lines.Any(line => line.Contains(" is ready", StringComparison.Ordinal));

    /// <summary>Starts it, and waits for nothing.</summary>
    public KseProcess Start(string? join = null)
    {
        lock (_gate)
            return StartAlone(join);
    }

    private KseProcess StartAlone(string? join)
    {
        if (Process is { HasExited: false } running)
            return running;
        Directory.CreateDirectory(Target);
        var foreign = Path.Combine(Target, Foreign);
        if (!File.Exists(foreign))
            File.WriteAllText(foreign, ForeignText);
        _stopped = false;
        return Process = fleet.LaunchEdge(Id, join, Clock());
    }

    public async Task KillAsync(CancellationToken token)
    {
        if (Process is { HasExited: false } running)
            await running.KillAsync(token);
    }

    public void Stop()
    {
        if (Process is not { HasExited: false } running)
            return;
        running.Freeze();
        _stopped = true;
    }

    public void Continue()
    {
        if (_stopped && Process is { HasExited: false } running)
            running.Thaw();
        _stopped = false;
    }

    public void SetLink(string how)
    {
        link.Accept();
        link.Faults = how switch
        {
            "swallow" => new LinkFaults { Swallow = true },
            "frozen" => new LinkFaults { Frozen = true },
            "delay" => new LinkFaults { Delay = TimeSpan.FromMilliseconds(300), Jitter = TimeSpan.FromMilliseconds(100) },
            "throttle" => new LinkFaults { BytesPerSecond = 2000 },
            "stall" => new LinkFaults { StallShare = 0.05, StallUpTo = TimeSpan.FromSeconds(4) },
            "reset" => new LinkFaults { ResetAfter = 20_000 },
            _ => LinkFaults.None,
        };
        if (how is "cut" or "refuse")
            link.Cut();
        if (how == "refuse")
            link.Refuse();
        if (how == "forget")
            link.Forget();
    }

    /// <summary>Fills its disk to the last byte, or makes room again.</summary>
    public void SetDisk(bool full)
    {
        if (full)
            _disk?.Fill();
        else
            _disk?.Relieve();
    }

    /// <summary>Has its clock on the wall show another time from now on; its counter goes on as before.</summary>
    public void SetClock(string seconds)
    {
        if (faketime is not null)
            File.WriteAllText(ClockFile, $"{(seconds.StartsWith('-') ? "" : "+")}{seconds}s\n");
    }

    /// <summary>Harms a file of ours, as somebody at the site might.</summary>
    public void Harm(string file, bool delete)
    {
        lock (_gate)
        {
            var path = Path.Combine(Target, file);
            if (!File.Exists(path))
                return;
            _harmed.Add(file);
            try
            {
                if (delete)
                    File.Delete(path);
                else
                    File.WriteAllText(path, "garbage");
            }
            catch (IOException)
            {
                // A full disk.
            }
        }
    }

    /// <summary>Looks at its files while nobody harms them.</summary>
    /// <param name="look">Takes the files that somebody harmed and nobody was seen to mend.</param>
    public void Look(Action<HashSet<string>> look)
    {
        lock (_gate)
            look(_harmed);
    }

    public ValueTask DisposeAsync() => link.DisposeAsync();

    private Dictionary<string, string> Clock()
    {
        if (faketime is null)
            return [];
        Directory.CreateDirectory(Path.GetDirectoryName(ClockFile)!);
        if (!File.Exists(ClockFile))
            SetClock("0");
        return new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = faketime,
            ["FAKETIME_TIMESTAMP_FILE"] = ClockFile,
            ["FAKETIME_CACHE_DURATION"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        };
    }
}

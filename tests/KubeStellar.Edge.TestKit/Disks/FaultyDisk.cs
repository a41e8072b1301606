using KubeStellar.Edge.Disk;

namespace KubeStellar.Edge.TestKit.Disks;

/// <summary>
/// Real files behind a disk that counts each operation that changes something, notes it when asked to, and lets one of them go wrong. It does not wait for the platter:
/// no power is lost here but in <see cref="PowerCut"/>, which works from the notes.
/// </summary>
public sealed class FaultyDisk : IDisk
{
    private readonly Lock _gate = new();
    private readonly RealDisk _real = RealDisk.Instance;
    private int _files;
    private DiskFault _fault;
    private int _at;
    private int _badRead;
    private bool _staysBad;

    /// <summary>Operations so far.</summary>
    public int Count { get; private set; }

    /// <summary>Looks at the disk so far: at names, and into files.</summary>
    public int Looks { get; private set; }

    /// <summary>Bytes written so far.</summary>
    public long Written { get; private set; }

    /// <summary>Whether the fault has struck.</summary>
    public bool Struck { get; private set; }

    /// <summary>Whether the process is dead: nothing succeeds any more.</summary>
    public bool Dead { get; private set; }

    /// <summary>The operation that the fault struck at.</summary>
    public string Victim { get; private set; } = "none";

    /// <summary>Notes of all operations, when set.</summary>
    public List<DiskStep>? Notes { get; init; }

    /// <summary>Called when the process dies.</summary>
    public Action OnDeath { get; init; } = static () => { };

    /// <summary>Called before each operation, outside any lock: a disk that is slow waits here.</summary>
    public Action<DiskStep> Before { get; set; } = static _ => { };

    /// <summary>The operation with this number, counted from 1 now, goes wrong.</summary>
    public void Arm(DiskFault fault, int at)
    {
        lock (_gate)
        {
            (_fault, _at, Struck) = (fault, Count + at, false);
        }
    }

    /// <summary>The look with this number, counted from 1 now, fails (EIO): once, or all that follow too, until it is mended.</summary>
    public void ArmLook(int at, bool lasting)
    {
        lock (_gate)
        {
            (_badRead, _staysBad, Struck) = (Looks + at, lasting, false);
        }
    }

    /// <summary>Lasting trouble ends.</summary>
    public void Mend()
    {
        lock (_gate)
        {
            (_fault, _badRead) = (DiskFault.None, 0);
        }
    }

    public bool HasFile(string path) => Look(path, opens: false, () => _real.HasFile(path));

    public bool HasFolder(string path) => Look(path, opens: false, () => _real.HasFolder(path));

    public bool Exists(string path) => Look(path, opens: false, () => _real.Exists(path));

    public byte[] Read(string path) => Look(path, opens: true, () => _real.Read(path));

    public IReadOnlyList<string> Files(string folder) => Look(folder, opens: true, () => _real.Files(folder));

    public IReadOnlyList<string> Folders(string folder) => Look(folder, opens: true, () => _real.Folders(folder));

    public void MakeFolder(string path)
    {
        if (!_real.HasFolder(path))
        {
            MakeFolder(Path.GetDirectoryName(path)!);
            Change(new DiskStep(DiskStepKind.MakeFolder, path), () => _real.MakeFolder(path));
        }
    }

    public IDiskFile Create(string path) => OpenFile(DiskStepKind.Create, path, () => _real.Create(path));

    public IDiskFile Open(string path) => OpenFile(DiskStepKind.Open, path, () => RealDisk.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileOptions.None));

    public void Rename(string from, string to, bool replace = true) => Change(new DiskStep(DiskStepKind.Rename, from, To: to), () => _real.Rename(from, to, replace));

    public void Delete(string path) => Change(new DiskStep(DiskStepKind.Delete, path), () => _real.Delete(path));

    public void SyncFolder(string folder) => Change(new DiskStep(DiskStepKind.SyncFolder, folder), static () => { });

    /// <summary>Does something that changes the disk, or lets it go wrong.</summary>
    /// <param name="step">What.</param>
    /// <param name="whole">Does it.</param>
    /// <param name="half">Does half of it.</param>
    public void Change(DiskStep step, Action whole, Action? half = null)
    {
        Before(step);
        lock (_gate)
        {
            Live();
            Count++;
            if (Count == _at)
            {
                (Struck, Victim) = (true, $"{step.Kind} {Path.GetFileName(step.Path)}");
            }

            if (Struck && Refusal(step) is { } number)
            {
                throw Trouble(number);
            }

            Strike(whole, half);
            Written += step.Bytes?.Length ?? 0;
            Notes?.Add(step);
        }
    }

    /// <summary>Looks at something, or cannot.</summary>
    public T Look<T>(string path, bool opens, Func<T> look)
    {
        lock (_gate)
        {
            Live();
            Looks++;
            if (_badRead > 0 && (Looks == _badRead || (_staysBad && Looks > _badRead)))
            {
                (Struck, Victim) = (true, $"look at {Path.GetFileName(path)}");
                throw Trouble(5);
            }

            return opens && Struck && _fault == DiskFault.NoHandles ? throw Trouble(24) : look();
        }
    }

    private void Strike(Action whole, Action? half)
    {
        var now = Count == _at ? _fault : DiskFault.None;
        switch (now)
        {
            case DiskFault.DiesBefore or DiskFault.Fails:
                break;
            case DiskFault.DiesWithin or DiskFault.Tears:
                half?.Invoke();
                break;
            default:
                whole();
                break;
        }

        if (now is DiskFault.DiesBefore or DiskFault.DiesWithin or DiskFault.DiesAfter)
        {
            Dead = true;
            OnDeath();
            Live();
        }

        if (now is DiskFault.Fails or DiskFault.Tears or DiskFault.FailsLate)
        {
            throw Trouble(5);
        }
    }

    private int? Refusal(DiskStep step) => _fault switch
    {
        DiskFault.Full when step.Kind is DiskStepKind.Create or DiskStepKind.Write or DiskStepKind.MakeFolder => 28,
        DiskFault.ReadOnly when step.Kind is not (DiskStepKind.Sync or DiskStepKind.SyncFolder) => 30,
        DiskFault.NoHandles when step.Kind is DiskStepKind.Create or DiskStepKind.Open or DiskStepKind.SyncFolder => 24,
        _ => null,
    };

    private void Live()
    {
        if (Dead)
        {
            throw Trouble(5);
        }
    }

    private static IOException Trouble(int number) => new(System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(number), number);

    private FaultyFile OpenFile(DiskStepKind kind, string path, Func<IDiskFile> open)
    {
        FaultyFile? opened = null;
        try
        {
            var number = Interlocked.Increment(ref _files);
            Change(new DiskStep(kind, path, number), () => opened = new FaultyFile(this, open(), path, number, through: kind == DiskStepKind.Open));
            return opened!;
        }
        catch (IOException)
        {
            // Done, and reported as failed: a process that dies gives back what it holds.
            opened?.Dispose();
            throw;
        }
    }
}

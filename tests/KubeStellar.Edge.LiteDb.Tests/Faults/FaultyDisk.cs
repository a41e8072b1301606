using KubeStellar.Edge.LiteDb.Files;

namespace KubeStellar.Edge.LiteDb.Tests.Faults;

/// <summary>
/// Real files behind a disk that counts each operation that changes something, notes it when asked to, and lets one of them go wrong. It does not wait for the platter:
/// no power is lost here but in <see cref="PowerCut"/>, which works from the notes.
/// </summary>
internal sealed class FaultyDisk : IDisk
{
    private readonly Lock _gate = new();
    private readonly RealDisk _real = RealDisk.Instance;
    private int _files;
    private DiskFault _fault;
    private int _at;

    /// <summary>Operations so far.</summary>
    internal int Count { get; private set; }

    /// <summary>Bytes written so far.</summary>
    internal long Written { get; private set; }

    /// <summary>Whether the fault has struck.</summary>
    internal bool Struck { get; private set; }

    /// <summary>Whether the process is dead: nothing succeeds any more.</summary>
    internal bool Dead { get; private set; }

    /// <summary>The operation that the fault struck at.</summary>
    internal string Victim { get; private set; } = "none";

    /// <summary>Notes of all operations, when set.</summary>
    internal List<DiskStep>? Notes { get; init; }

    /// <summary>Called when the process dies.</summary>
    internal Action OnDeath { get; init; } = static () => { };

    /// <summary>Called before each operation, outside any lock: a disk that is slow waits here.</summary>
    internal Action<DiskStepKind> Before { get; set; } = static _ => { };

    /// <summary>The operation with this number, counted from 1 now, goes wrong.</summary>
    internal void Arm(DiskFault fault, int at)
    {
        lock (_gate)
        {
            (_fault, _at, Struck) = (fault, Count + at, false);
        }
    }

    /// <summary>Lasting trouble ends.</summary>
    internal void Mend()
    {
        lock (_gate)
        {
            _fault = DiskFault.None;
        }
    }

    public bool HasFile(string path) => Look(opens: false, () => _real.HasFile(path));

    public bool HasFolder(string path) => Look(opens: false, () => _real.HasFolder(path));

    public byte[] Read(string path) => Look(opens: true, () => _real.Read(path));

    public IReadOnlyList<string> Files(string folder) => Look(opens: true, () => _real.Files(folder));

    public IReadOnlyList<string> Folders(string folder) => Look(opens: true, () => _real.Folders(folder));

    public void MakeFolder(string path)
    {
        if (!HasFolder(path))
        {
            MakeFolder(Path.GetDirectoryName(path)!);
            Change(new DiskStep(DiskStepKind.MakeFolder, path), () => _real.MakeFolder(path));
        }
    }

    public IDiskFile Create(string path) => OpenFile(DiskStepKind.Create, path, () => new RealFile(File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None)));

    public IDiskFile Open(string path) => OpenFile(DiskStepKind.Open, path, () => new RealFile(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)));

    public void Rename(string from, string to) => Change(new DiskStep(DiskStepKind.Rename, from, To: to), () => _real.Rename(from, to));

    public void Delete(string path) => Change(new DiskStep(DiskStepKind.Delete, path), () => _real.Delete(path));

    public void SyncFolder(string folder) => Change(new DiskStep(DiskStepKind.SyncFolder, folder), static () => { });

    /// <summary>Does something that changes the disk, or lets it go wrong.</summary>
    /// <param name="step">What.</param>
    /// <param name="whole">Does it.</param>
    /// <param name="half">Does half of it.</param>
    internal void Change(DiskStep step, Action whole, Action? half = null)
    {
        Before(step.Kind);
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

    /// <summary>Looks at something.</summary>
    internal T Look<T>(bool opens, Func<T> look)
    {
        lock (_gate)
        {
            Live();
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

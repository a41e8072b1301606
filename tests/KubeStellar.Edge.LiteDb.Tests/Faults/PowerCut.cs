using KubeStellar.Edge.TestKit.Disks;

namespace KubeStellar.Edge.LiteDb.Tests.Faults;

/// <summary>
/// What may be on a disk after the power went, made from the notes of a <see cref="FaultyDisk"/>: of a file all that was written before its last sync, and of what came
/// after it each write whole, torn between sectors, or not at all; of a folder all names as they were at its last sync, and of the changes since then the first few. The
/// operation that was under way counts as not synced. Real disks keep more order than this.
/// </summary>
internal sealed class PowerCut(IReadOnlyList<DiskStep> steps, int cut, Random random)
{
    private const int Sector = 512;

    private readonly Dictionary<int, Node> _open = [];
    private readonly Dictionary<string, Node> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Folder> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    /// <summary>Writes what is left below <paramref name="target"/>; <paramref name="root"/> is the folder that the notes speak of.</summary>
    internal void Restore(string root, string target)
    {
        for (var i = 0; i < cut; i++)
        {
            Take(steps[i], under: false);
        }

        if (cut < steps.Count)
        {
            Take(steps[cut], under: true);
        }

        var survivors = Survivors();
        foreach (var (path, node) in survivors.Where(one => !_made.Contains(one.Key) && IsReached(one.Key, survivors)))
        {
            var to = Path.Combine(target, Path.GetRelativePath(root, path));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.WriteAllBytes(to, node.Survive(random));
        }
    }

    private void Take(DiskStep step, bool under)
    {
        switch (step.Kind)
        {
            case DiskStepKind.Create or DiskStepKind.Open:
                Open(step);
                break;
            case DiskStepKind.Write or DiskStepKind.SetLength:
                _open[step.File].Change(step, durable: step.Through && !under);
                break;
            case DiskStepKind.Sync when !under:
                _open[step.File].Sync();
                break;
            case DiskStepKind.Rename:
                var moved = _names[step.Path];
                _names.Remove(step.Path);
                _names[step.To] = moved;
                if (FolderOf(step.Path) == FolderOf(step.To))
                {
                    FolderOf(step.To).Pending.Add([(step.Path, null), (step.To, moved)]);
                }
                else
                {
                    FolderOf(step.Path).Pending.Add([(step.Path, null)]);
                    FolderOf(step.To).Pending.Add([(step.To, moved)]);
                }

                break;
            case DiskStepKind.Delete:
                _names.Remove(step.Path);
                FolderOf(step.Path).Pending.Add([(step.Path, null)]);
                break;
            case DiskStepKind.MakeFolder:
                FolderOf(step.Path).Pending.Add([(step.Path, _names[step.Path] = new Node())]);
                _made.Add(step.Path);
                break;
            case DiskStepKind.SyncFolder when !under && _folders.TryGetValue(step.Path, out var folder):
                folder.Sync(folder.Pending.Count);
                break;
        }
    }

    private void Open(DiskStep step)
    {
        if (!_names.TryGetValue(step.Path, out var node) || step.Kind == DiskStepKind.Create)
        {
            // A file that is emptied by being made anew counts as another one: no store does that to a file that matters.
            _names[step.Path] = node = new Node();
            FolderOf(step.Path).Pending.Add([(step.Path, node)]);
        }

        _open[step.File] = node;
    }

    private Folder FolderOf(string path)
    {
        var name = Path.GetDirectoryName(path)!;
        return _folders.TryGetValue(name, out var folder) ? folder : _folders[name] = new Folder();
    }

    // A file is lost with the name of its folder.
    private bool IsReached(string path, Dictionary<string, Node> survivors) =>
        Path.GetDirectoryName(path) is not { } folder || !_made.Contains(folder) || (survivors.ContainsKey(folder) && IsReached(folder, survivors));

    private Dictionary<string, Node> Survivors()
    {
        var all = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var folder in _folders.Values)
        {
            folder.Sync(random.Next(folder.Pending.Count + 1));
            foreach (var (path, node) in folder.Names)
            {
                all[path] = node;
            }
        }

        return all;
    }

    private sealed class Folder
    {
        internal Dictionary<string, Node> Names { get; } = new(StringComparer.Ordinal);

        internal List<List<(string Path, Node? Node)>> Pending { get; } = [];

        internal void Sync(int count)
        {
            foreach (var (path, node) in Pending.Take(count).SelectMany(change => change))
            {
                if (node is null)
                {
                    Names.Remove(path);
                }
                else
                {
                    Names[path] = node;
                }
            }

            Pending.RemoveRange(0, count);
        }
    }

    private sealed class Node
    {
        private readonly List<DiskStep> _pending = [];
        private byte[] _durable = [];

        internal void Change(DiskStep step, bool durable)
        {
            _pending.Add(step);
            if (durable)
            {
                // The journal keeps the order of what one file was told: what was cut off before is cut off.
                Sync();
            }
        }

        internal void Sync()
        {
            foreach (var step in _pending)
            {
                Put(step, 0, step.Bytes?.Length ?? 0);
            }

            _pending.Clear();
        }

        internal byte[] Survive(Random random)
        {
            foreach (var step in _pending)
            {
                var length = step.Bytes?.Length ?? 0;
                switch (random.Next(4))
                {
                    case 0:
                        break;
                    case 1 when length > 1:
                        // Sectors reach the platter in any order.
                        for (var at = 0; at < length; at += Sector)
                        {
                            if (random.Next(2) == 0)
                            {
                                Put(step, at, Math.Min(Sector, length - at));
                            }
                        }

                        break;
                    case 2 when length > 1:
                        Put(step, 0, random.Next(length));
                        break;
                    default:
                        Put(step, 0, length);
                        break;
                }
            }

            return _durable;
        }

        private void Put(DiskStep step, int from, int length)
        {
            if (step.Kind == DiskStepKind.SetLength)
            {
                Array.Resize(ref _durable, (int)step.At);
                return;
            }

            var end = (int)step.At + from + length;
            if (_durable.Length < end)
            {
                Array.Resize(ref _durable, end);
            }

            step.Bytes!.AsSpan(from, length).CopyTo(_durable.AsSpan((int)step.At + from));
        }
    }
}

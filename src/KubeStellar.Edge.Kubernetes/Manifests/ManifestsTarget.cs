using System.Runtime.CompilerServices;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Manifests.Readers;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>
/// The target <c>manifests:DIR</c>, and its forms for k3s, kubelet (static pods), podman and MicroShift, which differ by their <see cref="FolderReader"/>: one file per object.
/// The index is durable before any file that it names, so that after a crash at any instruction every file is either in the index or somebody else's;
/// only files in the index, and not marked foreign there, are ever written or removed. Files hold plaintext, secret values too: mode 0600.
/// What reads the folder says nothing back, so there are no live objects: an object is current when its file is as wanted, a policy's <c>health</c> is not asked,
/// and <c>dependsOn</c> orders the writing and removing of files, not what becomes of them.
/// </summary>
internal sealed partial class ManifestsTarget(IManifestFolder folder, string edge, FolderReader reader, ManifestsWatch watch, ILogger<ManifestsTarget> log) : ITarget
{
    // Names whose file this process has not seen as its own yet: a file that turns up there between index and first write is somebody else's.
    private readonly HashSet<string> _unborn = new(StringComparer.Ordinal);
    private volatile ManifestIndex? _index;
    private bool _loaded;
    private bool _adopted;

    public string Description => $"{reader.Form}:{folder.Path}";

    public Task<TargetOutcome> IntendAsync(IReadOnlyCollection<TrackedObject> union, CancellationToken token) => Guarded(() =>
    {
        Load();
        var old = _index;
        var index = ManifestClaims.Plan(old ?? ManifestIndex.Empty, union, folder, reader);
        if (old is not null && _adopted && index.SameAs(old) && folder.Exists(ManifestIndex.FileName))
        {
            folder.Tend();
            return TargetOutcome.Unchanged;
        }

        foreach (var entry in index.Entries.Where(entry => entry.Foreign && old?.Of(entry.Key) is not { Foreign: true }))
        {
            LogForeign(entry.Key, entry.File);
        }

        // Named anew under other rules: the old file goes first, while the old index still names it.
        foreach (var entry in (old ?? ManifestIndex.Empty).Entries.Where(entry => entry.Owned && index.Of(entry.Key) is { } now && now.File != entry.File))
        {
            folder.Remove(entry.File);
        }

        Publish(old, index);
        folder.Tend();
        return TargetOutcome.Applied;
    });

    public Task<IReadOnlyList<TrackedObject>?> ListTrackedAsync(CancellationToken token)
    {
        try
        {
            Load();
            return Task.FromResult<IReadOnlyList<TrackedObject>?>(_index?.Entries.Where(entry => entry.Owned).Select(Tracked).ToList());
        }
        catch (Exception error) when (FolderFaults.Is(error))
        {
            LogUnreadable(error, folder.Path);
            return Task.FromResult<IReadOnlyList<TrackedObject>?>(null);
        }
    }

    public Task<TargetOutcome> ApplyAsync(TargetObject wanted, TrackedObject tracked, CancellationToken token) => Guarded(() =>
    {
        if (reader.Refuse(wanted, folder) is { } refusal)
        {
            return refusal.Outcome(changed: false);
        }

        var entry = Claimed(tracked);
        folder.Tend();
        var there = folder.Read(entry.File);
        var bytes = reader.Bytes(wanted, folder);
        if (there is not null && bytes.Span.SequenceEqual(there))
        {
            _unborn.Remove(entry.File);
            return Done(entry, changed: false);
        }

        if (entry.Foreign)
        {
            if (there is not null || folder.Exists(entry.File))
            {
                return Conflict(entry);
            }

            Mark(entry, foreign: false);
            _unborn.Add(entry.File);
        }

        if (!folder.Write(entry.File, bytes.Span, replace: !_unborn.Contains(entry.File)))
        {
            Mark(entry, foreign: true);
            LogForeign(entry.Key, entry.File);
            return Conflict(entry);
        }

        _unborn.Remove(entry.File);
        return Done(entry, changed: true);
    });

    public Task<TargetOutcome> RemoveAsync(TrackedObject tracked, CancellationToken token) => Guarded(() =>
    {
        var entry = Claimed(tracked);
        return entry.Foreign || _unborn.Contains(entry.File) ? TargetOutcome.Unchanged : Done(entry, folder.Remove(entry.File));
    });

    public Task<TargetState> ObserveAsync(TargetObject wanted, CancellationToken token)
    {
        try
        {
            Load();
            var entry = _index?.Of(wanted.Entry.Key);
            var there = entry is null ? null : folder.Read(entry.File);
            var refusal = reader.Refuse(wanted, folder);
            var matches = there is not null && refusal is null && reader.Bytes(wanted, folder).Span.SequenceEqual(there);
            refusal ??= matches ? reader.Hindrance(entry!.File, folder) : null;
            return Task.FromResult((there, matches, entry) switch
            {
                _ when refusal is not null => new TargetState(there is not null, matches, Health.Failed, refusal.Reason, refusal.Message),
                (not null, true, _) => new TargetState(true, true, Health.Current, "", ""),
                (not null, _, { Foreign: true }) => new TargetState(true, false, Health.Failed, "Conflict", Conflict(entry).Message),
                (not null, _, _) => new TargetState(true, false, Health.InProgress, "Drifted", $"{entry!.File} is not as applied"),
                _ => new TargetState(false, false, Health.InProgress, "NotFound", "its file is not there"),
            });
        }
        catch (Exception error) when (FolderFaults.Is(error))
        {
            // Unreadable is not missing: nothing is known, and the apply that follows says what the disk refuses.
            return Task.FromResult(new TargetState(false, false, Health.Unknown, "Unreadable", FolderFaults.Outcome(error, folder.Path).Message));
        }
    }

    public async IAsyncEnumerable<TargetChange> WatchAsync([EnumeratorCancellation] CancellationToken token)
    {
        await foreach (var name in watch.NamesAsync(folder.Path, token).ConfigureAwait(false))
        {
            if (name is null || reader.Behind(name) is not { } file)
            {
                yield return new TargetChange(null);
            }
            else if (_index?.OfFile(file) is { Owned: true } entry)
            {
                yield return new TargetChange(reader.Spreads(entry.Key) ? null : entry.Key);
            }
        }
    }

    /// <summary>The line of an object; one that was never intended (its index was lost on the way) is claimed now, by the same rules.</summary>
    private IndexEntry Claimed(TrackedObject tracked)
    {
        Load();
        if (_index?.Of(tracked.Key) is { Released: false } entry)
        {
            return entry;
        }

        var old = _index;
        var index = ManifestClaims.Add(old ?? ManifestIndex.Empty, tracked, folder, reader);
        Publish(old, index);
        return index.Of(tracked.Key)!;
    }

    private void Mark(IndexEntry entry, bool foreign)
    {
        var index = new ManifestIndex([.. _index!.Entries.Select(line => line.Key == entry.Key ? entry with { Foreign = foreign } : line)]);
        Publish(_index, index);
    }

    private void Publish(ManifestIndex? old, ManifestIndex index)
    {
        folder.Write(ManifestIndex.FileName, index.Encode(edge), replace: true);
        _adopted = true;
        foreach (var entry in index.Entries.Where(entry => entry.Owned && old?.Of(entry.Key) is null or { Owned: false } && !folder.Exists(entry.File)))
        {
            _unborn.Add(entry.File);
        }

        _index = index;
    }

    private void Load()
    {
        if (_loaded)
        {
            return;
        }

        folder.Prepare();
        _adopted = false;
        if (folder.Read(ManifestIndex.FileName) is { } bytes)
        {
            var index = ManifestIndex.Parse(bytes);
            if (index is null)
            {
                LogDamaged(folder.Path, folder.SetAside(ManifestIndex.FileName));
            }
            else if (index.Owner is { } owner && owner != edge)
            {
                // It could not be read when the folder was taken, or turned up since.
                throw new IOException(ManifestsHold.Foreign(folder.Path, owner));
            }

            (_index, _adopted) = (index, index?.Owner is not null);
        }

        _loaded = true;
    }

    /// <summary>The line as the folder has it: the index is written before files, so what it says was applied last may be one step behind.</summary>
    private TrackedObject Tracked(IndexEntry entry)
    {
        try
        {
            return new TrackedObject(entry.Key, entry.Policy, folder.Read(entry.File) is { } bytes ? reader.ContentOf(bytes) : default, entry.Prune);
        }
        catch (Exception error) when (FolderFaults.Is(error))
        {
            LogUnreadable(error, entry.File);
            return new TrackedObject(entry.Key, entry.Policy, entry.Content, entry.Prune);
        }
    }

    private Task<TargetOutcome> Guarded(Func<TargetOutcome> step)
    {
        try
        {
            return Task.FromResult(Once(step));
        }
        catch (Exception error) when (FolderFaults.Is(error))
        {
            var outcome = FolderFaults.Outcome(error, folder.Path);
            LogRefused(outcome.Reason, outcome.Message);
            return Task.FromResult(outcome);
        }
    }

    private TargetOutcome Once(Func<TargetOutcome> step)
    {
        try
        {
            return step();
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody took the folder away, and the index with it: make it anew, and let the index come before the files again.
            (_loaded, _index) = (false, null);
            _unborn.Clear();
            return step();
        }
    }

    private TargetOutcome Done(IndexEntry entry, bool changed) =>
        reader.Hindrance(entry.File, folder)?.Outcome(changed) ?? (changed ? TargetOutcome.Applied : TargetOutcome.Unchanged);

    private static TargetOutcome Conflict(IndexEntry entry) => new(
        TargetOutcomeKind.Stalled, Changed: false, "Conflict", $"the file {entry.File} is there and was not written by this edge; remove or rename it");

    [LoggerMessage(6000, LogLevel.Warning, "The file {File}, which {Key} would have, is somebody else's and is left alone")]
    private partial void LogForeign(ObjectKey key, string file);

    [LoggerMessage(6001, LogLevel.Error, "The index of {Folder} is damaged; it was moved to {Aside}")]
    private partial void LogDamaged(string folder, string aside);

    [LoggerMessage(6002, LogLevel.Warning, "{Path} cannot be read")]
    private partial void LogUnreadable(Exception error, string path);

    [LoggerMessage(6003, LogLevel.Warning, "The folder refused a step: {Reason}: {Explanation}")]
    private partial void LogRefused(string reason, string explanation);
}

using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Sources;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Daemon.Sources;

/// <summary>
/// A folder that somebody else writes, such as a git-sync sidecar: read as <c>kse apply -f</c> reads it, and taken whole or not at all. It is read when it was quiet for a moment, and counts only
/// when it is the same after reading as before. A folder that is empty or gone is no wish: it is held until a person confirms.
/// </summary>
internal sealed partial class FolderSource : ISource, IDisposable
{
    /// <summary>How long nothing may happen before the folder is read.</summary>
    internal static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    /// <summary>How often it is looked at without a hint, and what was refused is handed over again.</summary>
    internal static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan TellBusy = TimeSpan.FromSeconds(30);
    private readonly FolderTree _tree;
    private readonly string _path;
    private readonly bool _git;
    private readonly TimeProvider _time;
    private readonly ILogger<FolderSource> _log;
    private readonly Wake _wake = new();
    private volatile bool _confirmed;

    /// <param name="kind"><c>dir</c>, or <c>git-checkout</c>, which tells the commit.</param>
    /// <param name="path">The folder; may lead through links.</param>
    /// <param name="workspace">Workspace to fill.</param>
    /// <param name="time">Clock.</param>
    /// <param name="log">Log.</param>
    internal FolderSource(string kind, string path, string workspace, TimeProvider time, ILogger<FolderSource> log)
    {
        (_path, _git, _time, _log) = (Path.GetFullPath(path), kind == GitKind, time, log);
        (Id, Workspace) = ($"{kind}:{_path}", workspace);
        _tree = new FolderTree(_path, _git);
    }

    /// <summary>The kind of source that is a plain folder.</summary>
    internal const string Kind = "dir";

    /// <summary>The kind of source that is a git checkout.</summary>
    internal const string GitKind = "git-checkout";

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public string Workspace { get; }

    /// <inheritdoc/>
    public void Confirm()
    {
        _confirmed = true;
        _wake.Ring();
    }

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();

    /// <inheritdoc/>
    public async Task RunAsync(ISourceFeed feed, CancellationToken token)
    {
        using var bell = new FolderBell(Id, _wake, _log);
        FolderState? taken = null;
        var rang = true;
        while (true)
        {
            var state = _tree.Look(out var links);
            bell.Watch(state, links, renew: !rang && state != taken);
            if (state != taken || _confirmed)
            {
                taken = await SettledAsync(feed, bell, state, token) is { } quiet && await ObeyAsync(feed, quiet, token) ? quiet : null;
            }

            rang = await _wake.WaitAsync(Look, _time, token);
        }
    }

    /// <summary>The folder once nobody works in it.</summary>
    private async Task<FolderState> SettledAsync(ISourceFeed feed, FolderBell bell, FolderState state, CancellationToken token)
    {
        var since = _time.GetTimestamp();
        while (true)
        {
            var rang = await _wake.WaitAsync(Quiet, _time, token);
            var next = _tree.Look(out var links);
            bell.Watch(next, links, renew: false);
            if (!rang && next == state && !next.Busy)
            {
                return next;
            }

            state = next;
            if (next.Busy && _time.GetElapsedTime(since) > TellBusy)
            {
                await feed.TellAsync(new SourceReport(SourcePhase.Unreachable, $"git is at work in {_path}, or died there ({FolderTree.GitLock} is there); what it brought stays"), token);
            }
        }
    }

    /// <summary>Reads the folder and hands it over. False: it is to be looked at again, changed or not.</summary>
    private async Task<bool> ObeyAsync(ISourceFeed feed, FolderState state, CancellationToken token)
    {
        FolderReading? reading;
        try
        {
            reading = state.Real is { } real ? FolderReading.Of(real) : new FolderReading(null, []);
        }
        catch (Exception error) when (error is DirectoryNotFoundException or FileNotFoundException)
        {
            reading = null;
        }

        if (reading is null || _tree.Look(out _) != state)
        {
            // Somebody wrote while it was read: what was read may be half of the one and half of the other.
            _wake.Ring();
            return false;
        }

        // A word of a person counts for what the folder says now, and for nothing that it says later.
        var (holdings, confirmed) = (feed.Holdings(), _confirmed);
        _confirmed = false;
        if (reading.Faults.Count > 0)
        {
            await RefuseAsync(feed, reading.Faults, token);
            return true;
        }

        if (reading.IsEmpty && holdings.Count > 0 && !confirmed)
        {
            var what = state.Real is null ? "is gone" : "holds nothing any more";
            await TellAsync(feed, new SourceReport(SourcePhase.Held, $"{_path} {what}; the {holdings.Count} items that it brought stay: put it back, or let them go with 'kse confirm {Id}'"), token);
            return true;
        }

        if (reading.IsEmpty && holdings.Count == 0)
        {
            await TellAsync(feed, state.Real is null
                ? new SourceReport(SourcePhase.Unreachable, $"there is no folder {_path}")
                : new SourceReport(SourcePhase.Synced, $"{_path} holds no object and no policy"), token);
            return true;
        }

        var done = await HandAsync(feed, FolderPlan.Of(holdings, reading.Set, Note(state, out var revision)), revision, token);
        _confirmed |= confirmed && !done && reading.IsEmpty && _tree.Look(out _) == state;
        return done;
    }

    private async Task<bool> HandAsync(ISourceFeed feed, SourceChange change, string revision, CancellationToken token)
    {
        var outcome = await feed.HandAsync(change, token);
        if (outcome.Later.Length > 0)
        {
            NotNow(_log, Id, outcome.Later);
            return false;
        }

        if (outcome.Refused.FirstOrDefault(refusal => refusal.Item.Length == 0) is { } whole)
        {
            // It may be the hub's turn: a library that is not there yet, an object that people hold. So it is tried again.
            await RefuseAsync(feed, [.. whole.Faults.Select(SourceRefusal.Show)], token);
            return false;
        }

        if (outcome.Changed)
        {
            Taken(_log, Id, revision, outcome.Created, outcome.Configured, outcome.Deleted);
        }

        await TellAsync(feed, new SourceReport(SourcePhase.Synced) { Revision = revision, Refused = [.. outcome.Refused.Select(refusal => refusal.ToString())] }, token);
        return outcome.Refused.Count == 0;
    }

    private async Task RefuseAsync(ISourceFeed feed, IReadOnlyList<string> faults, CancellationToken token)
    {
        var more = faults.Count > 1 ? $" (and {faults.Count - 1} more)" : "";
        if (await TellAsync(feed, new SourceReport(SourcePhase.Refused, $"{faults[0]}{more}; the last good state stays") { Refused = faults }, token))
        {
            foreach (var fault in faults)
            {
                Wrong(_log, Id, fault);
            }
        }
    }

    // Whether it says something new.
    private static async Task<bool> TellAsync(ISourceFeed feed, SourceReport report, CancellationToken token)
    {
        var before = feed.Last;
        await feed.TellAsync(report, token);
        return before?.Phase != report.Phase || before.Message != report.Message;
    }

    private string Note(FolderState state, out string revision)
    {
        revision = _git && state.Real is { } real ? GitRevision.Of(real) : "";
        return revision.Length > 0 ? $"commit {revision}" : "";
    }

    [LoggerMessage(6301, LogLevel.Information, "took {Source} {Revision}: {Created} created, {Configured} configured, {Deleted} deleted")]
    private static partial void Taken(ILogger logger, string source, string revision, int created, int configured, int deleted);

    [LoggerMessage(6302, LogLevel.Warning, "{Source} is refused, and the last good state stays: {Fault}")]
    private static partial void Wrong(ILogger logger, string source, string fault);

    [LoggerMessage(6303, LogLevel.Warning, "{Source} is handed over again later: {Why}")]
    private static partial void NotNow(ILogger logger, string source, string why);
}

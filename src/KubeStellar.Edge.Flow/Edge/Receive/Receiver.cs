using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Edge.Receive;

/// <summary>
/// Brings the newest root and everything under it, or nothing: a root counts only when all that hangs from it is in the store.
/// It follows the newest root that it heard of and never replays what it missed. A tree with holes (a damaged file) is filled from the hub in the same way.
/// </summary>
internal sealed partial class Receiver(
    IHubLink link, RootCheck check, TreeStore trees, IContentStore contents, EdgeConditions conditions, Backoff backoff, Random random, TimeProvider time, ILogger<Receiver> log)
    : IDisposable
{
    private TimeSpan _leave;
    private static readonly TimeSpan Forever = TimeSpan.FromHours(1);

    private readonly Wake _wake = new();
    private readonly Lock _gate = new();
    private readonly ContentFetcher _fetcher = new(link, time);
    private Candidate? _candidate;
    private Candidate? _accepted;
    private bool _loaded;
    private volatile bool _askRoot;
    private byte[]? _strange;

    /// <summary>Called after a tree was accepted, or read from the store; must return at once.</summary>
    internal Action<EdgeTree> OnTree { get; set; } = static _ => { };

    /// <summary>Called when a root came that an unknown key signed: the hub is to be asked whether it handed its own over. Must return at once.</summary>
    internal Action OnStranger { get; set; } = static () => { };

    /// <summary>Order and digest of the accepted root.</summary>
    internal (RootVersion Version, Digest Digest) Accepted
    {
        get
        {
            lock (_gate)
            {
                return _accepted is { } accepted ? (accepted.Root.Version, accepted.Digest) : default;
            }
        }
    }

    /// <summary>Asks the hub for the newest root as soon as it is in reach.</summary>
    internal void AskRoot()
    {
        _askRoot = true;
        _wake.Ring();
    }

    /// <summary>A content of the accepted tree is gone: fetch what is missing.</summary>
    internal void Repair()
    {
        lock (_gate)
        {
            _candidate ??= _accepted;
        }

        _wake.Ring();
    }

    /// <summary>Takes a root as it came.</summary>
    internal void Offer(ReadOnlyMemory<byte> payload) => Offer(payload, asked: false);

    /// <summary>The hub has just said all that it has to say of its key: what an unknown key signed is judged for good.</summary>
    internal void Heard()
    {
        if (Interlocked.Exchange(ref _strange, null) is { } payload)
        {
            Offer(payload, asked: true);
        }
    }

    private void Offer(ReadOnlyMemory<byte> payload, bool asked)
    {
        lock (_gate)
        {
            var newest = _candidate ?? _accepted;
            var verdict = check.Judge(payload, newest?.Root.Version ?? RootVersion.None, newest?.Digest ?? default);
            switch (verdict.Kind)
            {
                case RootVerdictKind.Newer:
                    // A copy: the payload's buffer belongs to the connection.
                    _candidate = new Candidate(payload.ToArray(), verdict.Root!, verdict.Digest);
                    LogNewer(verdict.Root!.Version);
                    break;
                case RootVerdictKind.Stranger when !asked:
                    LogStranger(verdict.Reason);
                    _strange = payload.ToArray();
                    OnStranger();
                    return;
                case RootVerdictKind.Refused or RootVerdictKind.Stranger:
                    LogRefused(verdict.Reason);
                    conditions.Set(ConditionTypes.RootRefused, "Refused", $"A root was refused: {verdict.Reason}.");
                    return;
                case RootVerdictKind.Ignored:
                    LogIgnored(verdict.Reason);
                    return;
                default:
                    return;
            }
        }

        conditions.Clear(ConditionTypes.RootRefused);
        _wake.Ring();
    }

    /// <summary>Reads the accepted tree from the store; false when the disk failed and it must be tried again.</summary>
    internal bool Load()
    {
        try
        {
            if (trees.ReadAccepted() is { } payload)
            {
                var verdict = check.Believe(payload);
                if (verdict.Root is not { } root)
                {
                    conditions.Set(ConditionTypes.StoreDamaged, "NotBelieved", $"The stored root is not to be believed: {verdict.Reason}. The target is kept as it is.");
                    LogNotBelieved(verdict.Reason);
                    AskRoot();
                    return _loaded = true;
                }

                var accepted = new Candidate(payload.ToArray(), root, verdict.Digest);
                var tree = trees.Tree(root, verdict.Digest);
                lock (_gate)
                {
                    _accepted = accepted;
                    _candidate = tree.Whole && !trees.Lacks(tree).Any() ? null : accepted;
                }

                if (!tree.Whole)
                {
                    conditions.Set(
                        ConditionTypes.StoreDamaged, "ManifestUnreadable",
                        $"The manifests of {string.Join(", ", tree.Unreadable)} cannot be read. Their objects are kept as they are, and nothing is removed.");
                }

                OnTree(tree);
            }
        }
        catch (StoreDamagedException error)
        {
            conditions.Set(ConditionTypes.StoreDamaged, "RootUnreadable", $"The accepted root cannot be read: {error.Message}. The target is kept as it is.");
            AskRoot();
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            LogDisk(error);
            DiskTrouble.Report(conditions, error);
            return false;
        }

        return _loaded = true;
    }

    /// <summary>Fetches whenever there is something to fetch and a hub in reach.</summary>
    internal async Task RunAsync(CancellationToken token)
    {
        var failures = 0;
        var pause = TimeSpan.Zero;
        while (true)
        {
            await _wake.WaitAsync(pause, time, token);
            _leave = TimeSpan.Zero;
            var outcome = await StepAsync(token);
            failures = outcome.Kind is OutcomeKind.Done ? 0 : failures + 1;
            pause = outcome.Kind is OutcomeKind.Done ? Forever : backoff.After(failures, random);
            if (outcome.Kind is not OutcomeKind.Done && _leave > pause)
            {
                // The hub said how long it wants to be left alone; a hint that comes meanwhile changes nothing of that.
                await Task.Delay(_leave, time, token);
                pause = TimeSpan.FromMilliseconds(1);
            }
        }
    }

    public void Dispose() => _wake.Dispose();

    private async Task<Outcome> StepAsync(CancellationToken token)
    {
        try
        {
            if (!_loaded && !Load())
            {
                return Outcome.Waiting("Disk", "the store cannot be read");
            }

            if (!link.Connected)
            {
                // The signal that the connection stands again rings the bell.
                return Outcome.Done;
            }

            if (_askRoot)
            {
                _askRoot = false;
                var asked = false;
                try
                {
                    var frame = await link.GetAsync(new GetRequest { Root = true }, token);
                    asked = true;
                    if (!frame.Root.IsEmpty)
                    {
                        Offer(frame.Root);
                    }
                }
                finally
                {
                    _askRoot |= !asked;
                }
            }

            while (Wanted() is { } candidate)
            {
                var outcome = await BringAsync(candidate, token);
                if (outcome.Kind is not OutcomeKind.Done)
                {
                    return outcome;
                }
            }

            return Outcome.Done;
        }
        catch (Exception error) when (error is HubUnreachableException or ContentRefusedException)
        {
            LogUnreachable(error.Message);
            _leave = (error as HubUnreachableException)?.RetryAfter ?? TimeSpan.Zero;
            return Outcome.Waiting("HubUnreachable", error.Message);
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            LogDisk(error);
            DiskTrouble.Report(conditions, error);
            return Outcome.Waiting("Disk", error.Message);
        }
    }

    private Candidate? Wanted()
    {
        lock (_gate)
        {
            return _candidate;
        }
    }

    private async Task<Outcome> BringAsync(Candidate candidate, CancellationToken token)
    {
        bool Superseded() => !ReferenceEquals(Wanted(), candidate);
        void Keep(Digest digest, byte[] content) => contents.Write(digest, content);

        var manifests = candidate.Root.Policies.Where(entry => trees.Manifest(entry) is null).Select(entry => entry.Manifest).ToList();
        var failed = await _fetcher.FetchAsync(manifests, Keep, Superseded, token);
        if (Superseded())
        {
            return Outcome.Done;
        }

        var tree = trees.Tree(candidate.Root, candidate.Digest);
        if (tree.Whole)
        {
            failed = await _fetcher.FetchAsync(trees.Lacks(tree), Keep, Superseded, token);
            if (Superseded())
            {
                return Outcome.Done;
            }
        }

        if (!tree.Whole || trees.Lacks(tree).Any())
        {
            var why = failed.Count == 0 ? trees.TooNew(candidate.Root) ?? "a content is damaged" : $"{failed.First().Key}: {failed.First().Value}";
            LogIncomplete(candidate.Root.Version, why);
            conditions.Set(ConditionTypes.RootIncomplete, "ContentMissing", $"Root {candidate.Root.Version} is not whole ({why}); the tree before stays.");

            // Perhaps it is no longer the newest one, and the hub rightly denies what hangs from it.
            _askRoot = true;
            return Outcome.Waiting("RootIncomplete", why);
        }

        trees.Accept(candidate.Payload, tree);
        lock (_gate)
        {
            _accepted = candidate;
            if (ReferenceEquals(_candidate, candidate))
            {
                _candidate = null;
            }
        }

        conditions.Clear(ConditionTypes.StoreDamaged);
        conditions.Clear(ConditionTypes.RootIncomplete);
        DiskTrouble.Clear(conditions);
        OnTree(tree);
        trees.Sweep(tree);
        return Outcome.Done;
    }

    private sealed record Candidate(byte[] Payload, RootRecord Root, Digest Digest);

    [LoggerMessage(2000, LogLevel.Information, "Heard of root {Version}")]
    private partial void LogNewer(RootVersion version);

    [LoggerMessage(2001, LogLevel.Warning, "A root was refused: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(2002, LogLevel.Warning, "A message instead of a root was ignored: {Reason}")]
    private partial void LogIgnored(string reason);

    [LoggerMessage(2003, LogLevel.Warning, "Root {Version} is not whole yet: {Reason}")]
    private partial void LogIncomplete(RootVersion version, string reason);

    [LoggerMessage(2004, LogLevel.Information, "The hub did not answer: {Reason}")]
    private partial void LogUnreachable(string reason);

    [LoggerMessage(2005, LogLevel.Error, "The disk failed while a root was received")]
    private partial void LogDisk(Exception error);

    [LoggerMessage(2007, LogLevel.Information, "A root came that is not taken as it is: {Reason}; the hub is asked")]
    private partial void LogStranger(string reason);

    [LoggerMessage(2006, LogLevel.Error, "The stored root is not to be believed: {Reason}")]
    private partial void LogNotBelieved(string reason);
}

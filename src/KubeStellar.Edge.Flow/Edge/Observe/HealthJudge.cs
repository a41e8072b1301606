using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Edge.Observe;

/// <summary>
/// Judges live objects: by the rules for their kind, or by the <c>health</c> of the policy that says so. Policies are asked in a loop of their own, many
/// objects at once, so that the loop that applies never waits for one; an object that did not change since is not asked about again.
/// Where a policy gives no answer its objects are of unknown health, and nobody else's.
/// </summary>
internal sealed partial class HealthJudge(SiteBundles bundles, Backoff backoff, Random random, TimeProvider time, ILogger<HealthJudge> log) : IDisposable
{
    private const int BatchCount = 256;
    private const int BatchBytes = 1024 * 1024;
    private const int LongestMessage = 1024;
    private const int LargestStatus = 64 * 1024;
    private static readonly TimeSpan Forever = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Wake _wake = new();
    private readonly Dictionary<ObjectKey, Question> _asked = [];
    private readonly Dictionary<ObjectKey, Answer> _known = [];
    private readonly HashSet<Digest> _loaded = [];
    private readonly KeyedBackoff<Digest> _failures = new(backoff, random);
    private HashSet<Digest> _kept = [];

    /// <summary>Called with an object whose answer is there; must return at once.</summary>
    internal Action<ObjectKey> OnAnswer { get; set; } = static _ => { };

    /// <summary>Called when a bundle is gone from the store.</summary>
    internal Action OnBundleMissing { get; set; } = static () => { };

    /// <summary>Reads a live object. Without a verdict the policy is being asked, and <see cref="OnAnswer"/> follows.</summary>
    internal LiveReading Read(WantedObject item, ReadOnlyMemory<byte> live)
    {
        var parsed = LiveObject.Parse(live.Span);
        var verdict = item.Judge is { } bundle ? AskOnce(item.Entry.Key, bundle, live)
            : parsed is { } known ? Kstatus.Judge(known, time.GetUtcNow()) : Kstatus.Unreadable;

        // One object with a huge status must not keep all the others of its policy from being told.
        var asked = StatusPaths.Pick(parsed?.Status, item.Entry.Rules);
        var status = live.Length <= LargestStatus || asked?.GetRawText().Length <= LargestStatus ? asked : null;
        return new LiveReading(verdict, parsed is { Conditions: { Count: > 0 } conditions } && (status is not null || live.Length <= LargestStatus) ? conditions : null, status);
    }

    /// <summary>A new tree: what is no longer wanted, or no longer judged, is forgotten.</summary>
    internal void Keep(IReadOnlyDictionary<ObjectKey, WantedObject> wanted)
    {
        lock (_gate)
        {
            foreach (var key in _known.Keys.Concat(_asked.Keys).Where(key => wanted.GetValueOrDefault(key)?.Judge is null).ToList())
            {
                _known.Remove(key);
                _asked.Remove(key);
            }

            _kept = [.. wanted.Values.Where(item => item.Judge is not null).Select(item => item.Judge!.Value)];
        }

        _wake.Ring();
    }

    internal async Task RunAsync(CancellationToken token)
    {
        while (true)
        {
            await _wake.WaitAsync(Forever, time, token);
            while (Batches() is { Count: > 0 } batches)
            {
                // In turns, so that no policy's objects wait for all of another's.
                foreach (var (bundle, batch) in batches)
                {
                    Take(batch, await AskAsync(bundle, batch, token));
                }
            }

            foreach (var gone in Gone())
            {
                await bundles.ForgetAsync(gone, token);
            }
        }
    }

    public void Dispose() => _wake.Dispose();

    private HealthVerdict? AskOnce(ObjectKey key, Digest bundle, ReadOnlyMemory<byte> live)
    {
        var print = Digest.Of(live.Span);
        lock (_gate)
        {
            var known = _known.GetValueOrDefault(key) is { } answer && answer.Bundle == bundle && answer.Live == print ? answer : null;
            if (known is { Until: null } || known?.Until > time.GetUtcNow())
            {
                return known.Verdict;
            }

            // One question an object: the next one is put when this is answered, or an object that changes fast would never have an answer.
            if (_asked.GetValueOrDefault(key)?.Bundle != bundle)
            {
                _asked[key] = new Question(key, bundle, print, live);
                _wake.Ring();
            }

            return known?.Verdict;
        }
    }

    private List<(Digest Bundle, List<Question> Batch)> Batches()
    {
        lock (_gate)
        {
            return [.. _asked.Values.GroupBy(question => question.Bundle).Select(group => (group.Key, FirstBatch(group)))];
        }
    }

    private static List<Question> FirstBatch(IEnumerable<Question> questions)
    {
        var bytes = 0;
        return [.. questions.Take(BatchCount).TakeWhile((question, i) => (bytes += question.Live.Length) <= BatchBytes || i == 0)];
    }

    private async Task<(IReadOnlyList<HealthVerdict> Verdicts, bool Passes)> AskAsync(Digest bundle, List<Question> batch, CancellationToken token)
    {
        _loaded.Add(bundle);
        PolicyOutcome<IReadOnlyList<HealthVerdict>> outcome;
        try
        {
            outcome = await bundles.AskAsync(bundle, runtime => AskAsync(runtime, bundle, batch, token), token);
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            outcome = SiteBundles.Failed<IReadOnlyList<HealthVerdict>>(DiskTrouble.TypeOf(error), "The local store cannot be read: " + error.Message);
        }

        if (outcome.Ok)
        {
            _failures.Succeeded(bundle);
            return (outcome.Value, false);
        }

        if (outcome.Fault.Reason == "BundleMissing")
        {
            OnBundleMissing();
        }

        LogNoAnswer(batch.Count, bundle, SiteBundles.Describe(outcome.Fault));
        return ([.. batch.Select(_ => Unknown(outcome.Fault))], SiteBundles.Passes(outcome.Fault));
    }

    // One object at which the function fails must not hide the others: halve until it is alone.
    private static async Task<PolicyOutcome<IReadOnlyList<HealthVerdict>>> AskAsync(IPolicyRuntime runtime, Digest bundle, List<Question> batch, CancellationToken token)
    {
        var outcome = await runtime.HealthAsync(bundle, [.. batch.Select(question => question.Live)], token);
        if (outcome.Ok && outcome.Value.Count != batch.Count)
        {
            outcome = SiteBundles.Failed<IReadOnlyList<HealthVerdict>>("BadResult", $"{outcome.Value.Count} answers about {batch.Count} objects");
        }

        if (outcome.Ok || SiteBundles.Passes(outcome.Fault))
        {
            return outcome;
        }

        if (batch.Count == 1)
        {
            return new PolicyOutcome<IReadOnlyList<HealthVerdict>>([Unknown(outcome.Fault)], null);
        }

        var half = batch.Count / 2;
        var first = await AskAsync(runtime, bundle, batch[..half], token);
        var second = first.Ok ? await AskAsync(runtime, bundle, batch[half..], token) : first;
        return second.Ok ? new PolicyOutcome<IReadOnlyList<HealthVerdict>>([.. first.Value!, .. second.Value], null) : second;
    }

    private void Take(List<Question> batch, (IReadOnlyList<HealthVerdict> Verdicts, bool Passes) answer)
    {
        DateTimeOffset? until = answer.Passes ? time.GetUtcNow() + _failures.Failed(batch[0].Bundle) : null;
        var answered = new List<ObjectKey>();
        lock (_gate)
        {
            // Of some nobody wants to know any more.
            foreach (var (question, verdict) in batch.Zip(answer.Verdicts).Where(item => ReferenceEquals(_asked.GetValueOrDefault(item.First.Key), item.First)))
            {
                _asked.Remove(question.Key);
                _known[question.Key] = new Answer(question.Bundle, question.Print, Short(verdict), until);
                answered.Add(question.Key);
            }
        }

        answered.ForEach(OnAnswer);
    }

    private List<Digest> Gone()
    {
        lock (_gate)
        {
            var gone = _loaded.Except(_kept).ToList();
            _loaded.ExceptWith(gone);
            return gone;
        }
    }

    private static HealthVerdict Unknown(PolicyFault fault) => new(
        Health.Unknown, fault.Reason, $"the policy's health() gave no answer{(fault.Location.Length > 0 ? $" at {fault.Location}" : "")}: {fault.Message}");

    private static HealthVerdict Short(HealthVerdict verdict) =>
        verdict.Message.Length <= LongestMessage ? verdict : verdict with { Message = verdict.Message[..LongestMessage] + "..." };

    private sealed record Question(ObjectKey Key, Digest Bundle, Digest Print, ReadOnlyMemory<byte> Live);

    private sealed record Answer(Digest Bundle, Digest Live, HealthVerdict Verdict, DateTimeOffset? Until);

    [LoggerMessage(2310, LogLevel.Warning, "The health of {Count} objects could not be judged by bundle {Bundle}: {Reason}")]
    private partial void LogNoAnswer(int count, Digest bundle, string reason);
}

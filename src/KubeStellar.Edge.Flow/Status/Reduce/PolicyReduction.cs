using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>
/// One policy's user-defined reduction. Each bundle in use has its own partials (<see cref="BundleFold"/>), so those of two versions are never mixed, and a
/// new version is filled from what the leaves say under it. Meanwhile the summary stays as it was, until the new one is full or a grace period is over, and
/// is then of the version that <see cref="ShownRule"/> names.
/// </summary>
internal sealed class PolicyReduction(BundleLoader bundles, IPolicyRuntime runtime, TimeProvider time, IOptions<ReduceOptions> options, bool carriesUp = false)
{
    private readonly Dictionary<Digest, BundleFold> _folds = [];
    private readonly int _maxMissing = Math.Max(options.Value.MaxMissing, FleetPartial.MaxMissing);
    private LawProbe? _probe;
    private Shown? _shown;
    private (long Since, Digest To)? _switching;
    private (Digest Bundle, string By)? _plain;

    private sealed record Shown(Digest Bundle, JsonElement? Value, Coverage Coverage, IReadOnlyList<LeftLeaf> Left);

    /// <summary>What the bucket says from before this hub started; kept until there is something better.</summary>
    internal void Resume(SummaryRecord record) => (_shown, _switching) = (new Shown(record.Bundle, record.Value, record.Coverage, []), (time.GetTimestamp(), default));

    /// <summary>Takes the snapshot's leaves and makes bundle, value and error of the summary.</summary>
    internal async Task<Reduction> ReduceAsync(TallySnapshot snapshot, CancellationToken token)
    {
        Take(snapshot);
        var (fleet, elected) = (snapshot.Fleet, snapshot.Bundle);
        if (carriesUp)
        {
            foreach (var share in snapshot.Fleet.Bundles.Where(share => share.Reduces && share.Bundle != elected))
                fleet = await MakeAsync(snapshot.Policy, share.Bundle, fleet, token);
        }

        if (!snapshot.Reduces)
        {
            (_shown, _switching) = (null, null);
            return Result(new Shown(elected, null, fleet.CoverageOf(elected, options.Value.MaxMissing), []), "", fleet, await PlainAsync(snapshot.Policy, elected, token));
        }

        fleet = await MakeAsync(snapshot.Policy, elected, fleet, token);
        var by = Of(elected).By;
        var now = ShownOf(fleet, elected);
        if (ShownRule.Share(fleet, elected).Error is { Length: > 0 } error)
            return Result(now with { Value = null }, error, fleet, by);
        if (Waits(fleet, now))
            return Result(_shown!, "", fleet, by);
        if (ShownRule.Choose(fleet, elected) is var chosen && chosen != elected)
        {
            var with = carriesUp ? fleet : await MakeAsync(snapshot.Policy, chosen, fleet, token);
            if (ShownRule.Share(with, chosen).Error.Length == 0)
                now = ShownOf(with, chosen);
        }

        _shown = now;
        if (now.Bundle == elected)
            _switching = null;
        return Result(now, "", fleet, by);
    }

    private void Take(TallySnapshot snapshot)
    {
        foreach (var ((slot, bundle), change) in snapshot.Leaves)
            Of(bundle).Set(slot, change);

        // Of a bundle that nobody wants and nobody reports under nothing is left to remember.
        foreach (var fold in _folds.Values.Where(fold => fold.None && fold.Bundle != snapshot.Bundle && snapshot.Fleet.Bundles.All(share => share.Bundle != fold.Bundle)).ToList())
            _folds.Remove(fold.Bundle);
    }

    /// <summary>Whether what was shown stays as it is: others than before are to be asked, and not enough of them have answered.</summary>
    private bool Waits(FleetPartial fleet, Shown now)
    {
        if (_shown is not { Value: not null } shown || (shown.Bundle == now.Bundle && _switching is null))
            return false;
        if (_switching is not { } switching || (switching.To != now.Bundle && !switching.To.IsZero))
            _switching = switching = (time.GetTimestamp(), now.Bundle);
        return ShownRule.Share(fleet, now.Bundle).Waiting > 0 && now.Coverage.Reporting < shown.Coverage.Reporting
            && time.GetElapsedTime(switching.Since) < options.Value.BundleGrace;
    }

    /// <summary>Makes one bundle's value and puts it beside the counts; what is wrong stands there as well.</summary>
    private async Task<FleetPartial> MakeAsync(PolicyKey policy, Digest bundle, FleetPartial fleet, CancellationToken token)
    {
        var fold = Of(bundle);
        var error = fold.Unlawful;
        if (fold.Stale && error.Length == 0)
        {
            var loaded = await bundles.LoadAsync(policy, bundle, token);
            (fold.By, fold.Empty) = loaded.Value is { } shape ? (shape.GroupBy, shape.Empty) : (fold.By, fold.Empty);
            if ((loaded.Ok ? await fold.MakeAsync(token) : loaded.Fault) is { } fault)
                error = BundleFold.Sentence(fault);
            else
                error = fold.Unlawful = await (_probe ??= new LawProbe(time, options.Value.ProbePeriod, (int)StableHash.Of(policy.ToString(), 0))).LookAsync(fold, token);
        }

        return FleetValues.With(fleet, fold, error, _maxMissing);
    }

    /// <summary>The label that a policy groups by which reduces nothing.</summary>
    private async Task<string?> PlainAsync(PolicyKey policy, Digest bundle, CancellationToken token)
    {
        if (bundle.IsZero || _plain?.Bundle == bundle)
            return _plain?.By;
        if (await bundles.LoadAsync(policy, bundle, token) is { Ok: true } loaded)
            _plain = (bundle, loaded.Value.GroupBy);
        return _plain?.By;
    }

    private Shown ShownOf(FleetPartial fleet, Digest bundle) => new(bundle, Of(bundle).Made, fleet.CoverageOf(bundle, options.Value.MaxMissing), Of(bundle).Left);

    private static Reduction Result(Shown shown, string error, FleetPartial fleet, string? by) =>
        new(shown.Bundle, shown.Value, error, shown.Left) { Coverage = shown.Coverage, Fleet = fleet, By = by };

    private BundleFold Of(Digest bundle) =>
        _folds.TryGetValue(bundle, out var fold) ? fold : _folds[bundle] = new BundleFold(bundle, runtime, options.Value.CombineBatch);
}

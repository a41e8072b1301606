using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Status.Conditions;

/// <summary>
/// Keeps the conditions of policies, once a second, and tells of transitions that the flow does not tell of itself: a policy that becomes degraded or recovers, and one whose edges
/// are all done. A policy that goes to and fro is told at a falling pace.
/// </summary>
internal sealed partial class ConditionKeeper(
    ConditionBook book, IHubInventory inventory, HubHold hold, HubEvents events, TimeProvider time, ILogger<ConditionKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly Dictionary<(PolicyKey Policy, string Type), FlapDamper> _dampers = [];
    private readonly Dictionary<(PolicyKey Policy, string Type), string> _told = [];
    private bool _loaded;

    /// <summary>Looks once at all policies.</summary>
    internal async Task LookAsync(CancellationToken token)
    {
        if (!_loaded)
        {
            await book.LoadAsync(token);
            _loaded = true;
        }

        // A hub that holds cannot trust what it knows; what it said stays.
        if (hold.Holds)
            return;
        foreach (var record in inventory.Policies)
        {
            var key = new PolicyKey(record.Workspace, record.Name);
            var (before, now) = (book.Said(key), book.Of(key));
            if (before is null || !before.SequenceEqual(now))
                await book.SayAsync(key, now, token);
            Tell(key, before, now);
        }

        foreach (var gone in book.Policies.Where(key => inventory.Policy(key) is null).ToList())
        {
            await book.ForgetAsync(gone, token);
            foreach (var type in PolicyConditions.Types)
            {
                _dampers.Remove((gone, type));
                _told.Remove((gone, type));
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
            {
                NotKept(log, error.Message);
            }
        }
    }

    private void Tell(PolicyKey key, IReadOnlyList<StatusCondition>? before, IReadOnlyList<StatusCondition> now)
    {
        foreach (var (type, risen, fallen) in new[] { (PolicyConditions.Degraded, "policy.degraded", "policy.recovered"), (PolicyConditions.Complete, "policy.complete", "") })
        {
            if (!_dampers.TryGetValue((key, type), out var damper))
                _dampers[(key, type)] = damper = new FlapDamper(FlapRule.Events, time);
            var condition = now.First(one => one.Type == type);
            var old = before?.FirstOrDefault(one => one.Type == type)?.Status ?? "Unknown";
            if (!_told.TryGetValue((key, type), out var told))
                _told[(key, type)] = told = old;
            if (condition.Status != old)
                damper.Seen();

            // That nothing is wrong yet is no recovery.
            var kind = condition.Status == "True" ? risen : condition.Status == "False" && told == "True" ? fallen : "";
            if (condition.Status == told || damper.Wait > TimeSpan.Zero)
                continue;
            if (condition.Status != "Unknown")
                _told[(key, type)] = condition.Status;
            if (kind.Length == 0)
                continue;
            var flapping = damper.Flapping ? $" (it changed {damper.Count} times; told less often until it is steady)" : "";
            events.Add(kind, key.Name, key.Workspace, "hub", $"{condition.Reason}: {condition.Message}{flapping}");
            damper.Told();
        }
    }

    [LoggerMessage(2130, LogLevel.Warning, "conditions of policies could not be kept, trying again: {Why}")]
    private static partial void NotKept(ILogger logger, string why);
}

using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Rollouts;

/// <summary>What the audit says of an order.</summary>
/// <param name="Kind">Kind of the event.</param>
/// <param name="Message">A sentence.</param>
/// <param name="Before">What it changed, before; null when that is all or nothing.</param>
/// <param name="After">The same after.</param>
internal sealed record OrderEvent(string Kind, string Message, JsonElement? Before, JsonElement? After)
{
    public static OrderEvent Of(RolloutRequest request, RolloutRecord before, RolloutRecord after) => request.Action switch
    {
        RolloutActions.Pause => new("rollout.paused", Reasoned(Until("paused", after.Paused), request), Json(before.Paused), Json(after.Paused)),
        RolloutActions.Resume => new("rollout.resumed", Reasoned("resumed", request), before.Paused is null ? Phase(before) : Json(before.Paused), Phase(after)),
        RolloutActions.Approve => Approved(request, before, after),
        RolloutActions.Abort => new("rollout.aborted", Reasoned(request.Keep ? "aborted; edges keep what they have" : "aborted; edges go back", request), Phase(before), Phase(after)),
        RolloutActions.Retry => new("rollout.retried", Reasoned(Retried(before, after), request), Phase(before), Phase(after)),
        _ => new("rollout.undone", Reasoned($"goes back to release {after.Pin?.Release}", request), Number(before.Pin?.Release ?? before.Progress?.Number), Number(after.Pin?.Release)),
    };

    public static OrderEvent Frozen(RolloutRequest request, StopRecord stop) => new("fleet.frozen", Reasoned(Until("every rollout is frozen", stop), request), null, Json(stop));

    public static OrderEvent Unfrozen(RolloutRequest request, StopRecord stop) => new("fleet.unfrozen", Reasoned("rollouts go on", request), Json(stop), null);

    private static OrderEvent Approved(RolloutRequest request, RolloutRecord before, RolloutRecord after)
    {
        var index = request.Wave ?? after.Progress!.Wave;
        var (old, now) = (before.Progress!.Waves[index], after.Progress!.Waves[index]);
        var wave = OrderText.Wave(after.Progress, index);
        return new OrderEvent(
            "rollout.approved",
            Reasoned(ReferenceEquals(old.Passed, now.Passed) ? $"{wave} may open" : $"{wave} passes", request),
            Number(old.Approvals.Count),
            Number(now.Approvals.Count));
    }

    private static string Retried(RolloutRecord before, RolloutRecord after) =>
        before.Pin is { } pin ? $"goes forward again from release {pin.Release}" : $"attempt {after.Progress!.Attempt} of release {after.Progress.Number}";

    private static string Until(string what, StopRecord? stop) => stop is { Until: { } until } ? $"{what} until {Stops.Show(until)}" : what;

    private static string Reasoned(string what, RolloutRequest request) => request.Reason.Length > 0 ? $"{what}: {request.Reason}" : what;

    private static JsonElement? Json(StopRecord? stop) => stop is null ? null : JsonSerializer.SerializeToElement(stop, ContractsJson.Default.StopRecord);

    private static JsonElement? Phase(RolloutRecord record) => record.Progress is { } progress ? JsonElement.Parse($"\"{progress.Phase}\"") : null;

    private static JsonElement? Number(long? number) => number is { } value ? JsonElement.Parse(value.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null;
}

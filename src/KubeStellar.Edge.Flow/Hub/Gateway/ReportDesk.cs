using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Regions;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Takes reports: checks who speaks, merges, and acknowledges what is durable.</summary>
internal sealed class ReportDesk(IHubInventory inventory, AskerRoots roots, ReportBook book, ReportGrounds grounds, ReportWriter writer, ReportPace pace, EventQueue events, DenialRate denials, TimeProvider time)
{
    internal async Task<ReportReply> TakeAsync(string edge, ReportMessage message, CancellationToken token)
    {
        if (Refuse(edge, message) is { } refused)
            return Refused(edge, refused);
        await book.LoadAsync(token);
        if (inventory.Edge(edge) is not { } known)
            return Refused(edge, $"edge {edge} is not in the inventory");
        foreach (var delta in message.Reports)
        {
            if (known.Region is not null && delta.Partial is { } combined && FleetLimits.Explain(combined) is { } absurd)
                return Refused(edge, $"what region {edge} says of {delta.Report.Policy} is not believed: {absurd}");
        }

        if (!writer.HasRoom)
            return new ReportReply { Refused = "the hub has too many reports to write; send it again later", RetryAfter = (long)pace.RetryAfter.TotalMilliseconds };

        var (reports, now) = (book.Of(edge), time.GetUtcNow());
        var durable = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var resync = new List<string>();
        var waits = new List<Task>(message.Reports.Count);
        foreach (var delta in message.Reports)
        {
            var policy = delta.Report.Policy;

            // Else a stolen edge could fill the bucket with policies that do not exist.
            var named = Named(roots.Known(edge), policy);
            if (reports.Held(policy) is null && named.IsZero)
            {
                // A root can reach its edge before this process knows of it, so the bucket decides; asked at a bounded rate, else the edge comes back.
                if (!roots.MayAsk(edge))
                {
                    resync.Add(policy.ToString());
                    continue;
                }

                named = Named(await roots.NewestAsync(edge, token), policy);
                if (named.IsZero)
                {
                    durable[policy.ToString()] = delta.Report.Sequence;
                    continue;
                }
            }

            Task? write = null;
            var (verdict, sequence) = (ReportVerdict.Moved, 0L);
            while (verdict == ReportVerdict.Moved)
            {
                var ground = await grounds.ReadAsync(reports.Held(policy), delta, named, token);
                (verdict, sequence) = reports.Take(Stamped(delta, known, now), ground, now, (held, whole) => write = writer.PutAsync(edge, policy, held, whole));
            }

            if (verdict == ReportVerdict.Resync)
            {
                resync.Add(policy.ToString());
                continue;
            }

            waits.Add(write ?? writer.SettledAsync(edge, policy));
            durable[policy.ToString()] = sequence;
        }

        await Task.WhenAll(waits).WaitAsync(token);
        pace.Came(edge);
        return new ReportReply { Durable = durable, Resync = resync, Pace = (long)pace.Of(edge).TotalMilliseconds };
    }

    /// <summary>With the time of arrival; and of an ordinary edge, which speaks for itself only, without what but a region may say.</summary>
    private static ReportDelta Stamped(ReportDelta delta, EdgeRecord edge, DateTimeOffset now) => delta.Partial is not { } partial ? delta
        : delta with
        {
            Partial = edge.Region is not null
                ? partial with { ArrivedAt = now }
                : partial with { ArrivedAt = now, Fleet = null, Rollout = null },
        };

    private ReportReply Refused(string edge, string why)
    {
        if (denials.Tell("report.refused", why) is { } told)
            events.Note("report.refused", edge, edge, told);
        return new ReportReply { Refused = why };
    }

    /// <summary>The manifest that a root names for a policy; zero for none.</summary>
    private static Digest Named(PublishedRoot? root, PolicyKey policy) =>
        root?.Root.Policies.FirstOrDefault(entry => entry.Policy == policy)?.Manifest ?? default;

    private static string? Refuse(string edge, ReportMessage message)
    {
        if (message.Edge != edge)
            return $"the message speaks for another edge than {edge}, which sent it";
        foreach (var delta in message.Reports)
        {
            if (delta.Report.Edge != edge)
                return $"a report speaks for another edge than {edge}, which sent it";
            if ((SchemaRule.TooNew(delta.Report) ?? SchemaRule.TooNew(delta.Partial)) is { } newer)
                return $"the report of {delta.Report.Policy}: {newer}";
            if (!PolicyKey.TryParse(delta.Report.Policy.ToString(), out _))
                return "a report names no policy";
            if (delta.Report.Sequence <= 0 || delta.Base < 0)
                return $"the report of {delta.Report.Policy} has no sequence";
            if (delta.Report.Objects.Keys.FirstOrDefault(key => !ObjectKey.TryParse(key, out _)) is not null)
                return $"the report of {delta.Report.Policy} names an object by something that is no object key";
            if (delta.Partial is { } partial && (partial.Edge != edge || partial.Policy != delta.Report.Policy))
                return $"the partial with the report of {delta.Report.Policy} is another edge's or policy's";
        }

        return null;
    }
}

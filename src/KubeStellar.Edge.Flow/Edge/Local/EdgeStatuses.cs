using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Local;

/// <summary>Makes an edge's status of what its stages know; pure.</summary>
internal static class EdgeStatuses
{
    internal static EdgeStatus Compose(
        EdgeOptions options, string target, DateTimeOffset now, Contact contact, (RootVersion Version, Digest Digest) accepted, SiteView view, IReadOnlyList<Condition> conditions) => new()
    {
        Edge = options.Id,
        Fingerprint = options.Fingerprint,
        Daemon = options.Daemon,
        At = now,
        Connected = contact.Connected,
        Since = contact.Since,
        LastContact = contact.Last,
        Epoch = accepted.Version.Epoch,
        Revision = accepted.Version.Revision,
        RootDigest = accepted.Digest,
        Applied = view.Applied && view.Version == accepted.Version,
        Target = target,
        Conditions = conditions,
        Policies = [.. view.Policies.Values.OrderBy(policy => policy.Policy).Select(Of)],
    };

    private static EdgePolicyStatus Of(PolicyView view) => new()
    {
        Policy = view.Policy,
        Manifest = view.Manifest?.Digest ?? default,
        Applied = view.Objects.Count(item => item.Report.Applied),
        Ready = view.Objects.Count(item => item.Report is { Applied: true, Health: Health.Current }),
        Objects = [.. view.Objects.Select(item => new EdgeObjectStatus(
            item.Key, item.Report.Content, item.Report.Applied, item.Report.Health, item.Report.Reason, ReportTexts.Message(item.Report)))],
    };
}

using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Hub.Ingest.Parent;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Sources;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Sources;

/// <summary>
/// Whose an object, policy or library is: people's, or that of the source which brought it. Nobody overwrites or removes what is another's in silence: it is refused, and both are named.
/// Three ways over: content that is the same to the byte passes to a source that has it too; so does what its owner at the source says shall; and what a source brought that this hub no longer has is anybody's.
/// </summary>
internal sealed class SourceClaims(IHubInventory inventory, SourceBook book, ParentClaims parent)
{
    private const string TakeOver = "edge.kubestellar.io/take-over";

    /// <summary>Refuses a request that changes what is another's.</summary>
    /// <exception cref="RequestRefusedException">Something of it does; every such item is named.</exception>
    public void Check(string workspace, CheckedRequest request, Origin origin)
    {
        var faults = new List<ApiFault>(parent.Faults(workspace, request));
        foreach (var item in request.Objects)
        {
            if (parent.Claims(workspace, item.Key))
            {
                continue;
            }

            if (inventory.Workload(workspace, item.Key) is { } before && Explain(before.Source, before.Digest == item.Digest || origin.TakesOver.Contains(item.Source), workspace, origin) is { } wrong)
            {
                faults.Add(new ApiFault(item.Source, "", $"{item.Key} {wrong}"));
            }
        }

        foreach (var item in request.Policies)
        {
            if (parent.Claims(item.Key))
            {
                continue;
            }

            if (inventory.Policy(item.Key) is { } before && Explain(before.Source, before.Digest == item.Digest || origin.TakesOver.Contains(item.Source), workspace, origin) is { } wrong)
            {
                faults.Add(new ApiFault(item.Source, "", $"the policy {item.Key.Name} {wrong}"));
            }
        }

        // A library never changes, so the same one may come from anywhere; another content of it is refused as such.
        if (faults.Count > 0)
        {
            throw new RequestRefusedException(new ApiError("conflict", "what somebody else brought is not overwritten; nothing was applied", faults));
        }
    }

    /// <summary>Refuses to delete for people what a source would bring again.</summary>
    public void CheckDeleted(string workspace, IEnumerable<ObjectKey> objects, IEnumerable<PolicyKey> policies, IEnumerable<LibraryKey> libraries)
    {
        var claimed = objects.Select(key => (Name: key.ToString(), Source: inventory.Workload(workspace, key)?.Source))
            .Concat(policies.Select(key => (Name: key.Name, Source: inventory.Policy(key)?.Source)))
            .Concat(libraries.Select(key => (Name: key.Library.ToString(), Source: inventory.Library(key)?.Source)))
            .Where(item => book.Find(item.Source, workspace) is not null)
            .Select(item => new ApiFault(item.Name, "", $"comes from the source {item.Source}: remove it there"))
            .ToList();
        claimed.AddRange(parent.Kept(workspace, objects, policies));
        if (claimed.Count > 0)
        {
            throw new RequestRefusedException(new ApiError("conflict", "what a source brought is removed where it comes from; nothing was deleted", claimed));
        }
    }

    /// <summary>Whether something passes from whom it was to whoever brings the same now.</summary>
    public bool Passes(string? before, string workspace, Origin origin) =>
        before != origin.Source && (before is null || book.Find(before, workspace) is null);

    private string? Explain(string? before, bool passes, string workspace, Origin origin)
    {
        if (before == origin.Source)
        {
            return null;
        }

        if (before is null)
        {
            return passes ? null : $"was applied with 'kse apply', so the source {origin.Source} does not overwrite it: delete it with kse, or let it pass to the source by applying the same there, or by the annotation {TakeOver}: \"true\" in a cluster";
        }

        if (book.Find(before, workspace) is null)
        {
            return null;
        }

        // People who apply just what is there change nothing.
        return origin.Source is null
            ? passes ? null : $"comes from the source {before}: change it there"
            : $"comes from the source {before}, so the source {origin.Source} does not overwrite it: one of them has to let it go";
    }
}

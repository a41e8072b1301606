using System.Runtime.CompilerServices;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary><c>decisions</c>: the newest record of each policy and object. A name is a decision's id, <c>policy/object</c>, or an object.</summary>
internal sealed class DecisionListing(DecisionTable decisions, IBuckets buckets) : IListing
{
    /// <inheritdoc/>
    public string Resource => "decisions";

    /// <inheritdoc/>
    public bool OfWorkspaces => true;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken token)
    {
        scope.NoSelector();
        foreach (var entry in decisions.All.Where(entry => entry.Policy.Workspace == scope.Workspace && Means(scope.Query.Name, entry)))
        {
            if (string.CompareOrdinal(entry.Key, scope.Query.Continue) <= 0)
                continue;
            if (await buckets[Buckets.Decisions].GetAsync(entry.Key, token) is { } found && DecisionTable.Read(found) is { } record)
                yield return new ListedItem(entry.Key, () => ApiReplies.Element(record, ContractsJson.Default.DecisionRecord));
        }
    }

    private static bool Means(string name, DecisionEntry entry) =>
        name.Length == 0 || name == entry.Id || ObjectNames.Means(name, entry.Object)
        || (name.Split('/', 2) is [var policy, var rest] && policy == entry.Policy.Name && ObjectNames.Means(rest, entry.Object));
}

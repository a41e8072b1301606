using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Asks regions what only their own hubs know.</summary>
public interface IRegionDesk
{
    /// <summary>The region's answer, with its edges named <c>region/edge</c>; or the last one to the same question, marked so, when it is out of reach. Never throws for a region that does not answer.</summary>
    /// <param name="region">The region, an edge of this hub.</param>
    /// <param name="workspace">Workspace that is asked about.</param>
    /// <param name="verb">A verb that changes nothing.</param>
    /// <param name="request">The verb's request, as the region is to get it.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<ApiReply> AskAsync(string region, string workspace, string verb, JsonElement request, CancellationToken token);
}

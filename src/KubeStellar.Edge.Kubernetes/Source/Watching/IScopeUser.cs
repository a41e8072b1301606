using System.Text.Json.Nodes;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;

namespace KubeStellar.Edge.Kubernetes.Source.Watching;

/// <summary>Takes what scopes tell. Calls come from several watches at once.</summary>
internal interface IScopeUser
{
    /// <summary>An object is there, or is as it is now. Whether it is one of ours, and its going is to be told.</summary>
    bool Take(LiveEntry entry, JsonObject item);

    /// <summary>One that was ours is gone, or no longer ours.</summary>
    void Leave(string space, string name);
}

namespace KubeStellar.Edge.Kubernetes.Source.Watching;

/// <summary>What a watch knows.</summary>
internal interface IScopeView
{
    /// <summary>Whether what it does not see is not there.</summary>
    bool Ready { get; }

    /// <summary>Whether it sees an object.</summary>
    bool Sees(string space, string name);
}

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Whether what became of a workload object is written into the <c>.status</c> of the object that it came from, as KubeStellar does for singletons (https://docs.kubestellar.io).</summary>
public enum StatusWriteBack
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>While it is placed on exactly one edge: the <c>.status</c> of that copy.</summary>
    Singleton,

    /// <summary>The same, and on several edges what the policy's reduction came to.</summary>
    Summary,
}

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A condition in the shape that Kubernetes gives its own (metav1.Condition).</summary>
/// <param name="Type">CamelCase, such as <c>DiskFull</c>.</param>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
/// <param name="Reason">CamelCase word for machines.</param>
/// <param name="Message">Sentence for people.</param>
public sealed record Condition(string Type, string Status, string Reason, string Message)
{
    /// <summary>When the status became this one, by whoever says so (<c>lastTransitionTime</c>); null when nobody does.</summary>
    public DateTimeOffset? Since { get; init; }
}

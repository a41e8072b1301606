namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A Kubernetes event, or what a Pod says of itself, that tells why an object does not become current.</summary>
/// <param name="On">What it is about, when that is not the object itself: <c>Pod/web-7d4b9c-x2x1q</c>; empty for the object.</param>
/// <param name="Reason">CamelCase word: <c>ImagePullBackOff</c>, <c>FailedScheduling</c>, <c>FailedCreate</c>.</param>
/// <param name="Message">Sentence for people, as the cluster wrote it, shortened.</param>
/// <param name="Count">How often it happened.</param>
public sealed record ReportEvent(string On, string Reason, string Message, int Count);

namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>One cause of a refusal.</summary>
/// <param name="Reason">CamelCase word: <c>FieldValueInvalid</c>, <c>FieldManagerConflict</c>.</param>
/// <param name="Message">Sentence of the server; may quote values.</param>
/// <param name="Field">The field, as the server writes it; may be empty.</param>
internal sealed record ApiCause(string Reason, string Message, string Field);

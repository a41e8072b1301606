namespace KubeStellar.Edge.Contracts.Api;

/// <summary>One message of the audit stream.</summary>
/// <param name="Sequence">Its sequence, which the server gave it.</param>
/// <param name="Subject">The subject under which it lies.</param>
/// <param name="Body">Its bytes; an event, unless somebody else wrote it.</param>
public sealed record AuditEntry(ulong Sequence, string Subject, byte[] Body);

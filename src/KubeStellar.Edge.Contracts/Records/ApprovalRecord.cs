namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A person let a wave go on.</summary>
/// <param name="By">Who.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="At">When, by the hub's clock.</param>
public sealed record ApprovalRecord(string By, string Reason, DateTimeOffset At);

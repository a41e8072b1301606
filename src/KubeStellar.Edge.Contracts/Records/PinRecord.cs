using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>An earlier release that is wanted instead of the newest decisions.</summary>
/// <param name="Release">Number of the release.</param>
/// <param name="Plan">Its plan: which edge had what. An edge that was not there then gets what edges with the same newest decision get.</param>
/// <param name="Over">The inputs that it stands in for: another change of the policy or its objects ends it.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="At">When, by the hub's clock.</param>
public sealed record PinRecord(long Release, Digest Plan, Digest Over, string By, string Reason, DateTimeOffset At);

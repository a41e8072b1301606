namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Which process publishes: bucket <c>kse-hub</c>, key <c>lease</c>. Renewed by compare-and-set; a rival watches the revision, not the clock.</summary>
/// <param name="Instance">Hub installation.</param>
/// <param name="Process">Random id of the process.</param>
/// <param name="Epoch">Epoch under which it writes.</param>
/// <param name="Renewal">Rises with every renewal.</param>
public sealed record LeaseRecord(string Instance, string Process, long Epoch, long Renewal);

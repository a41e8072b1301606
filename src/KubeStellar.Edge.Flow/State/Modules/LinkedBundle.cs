using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Modules;

/// <summary>A bundle with the files of the libraries that it imports.</summary>
/// <param name="Bundle">The bundle; incomplete when there are faults.</param>
/// <param name="Faults">What is missing.</param>
public sealed record LinkedBundle(PolicyBundle Bundle, IReadOnlyList<LinkFault> Faults);

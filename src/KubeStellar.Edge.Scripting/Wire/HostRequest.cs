using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Scripting.Wire;

/// <summary>Header of a request to the policy host; segment 0 of its frame.</summary>
/// <param name="Operation">What to do.</param>
/// <param name="Bundle">For which bundle.</param>
/// <param name="DeadlineMs">Processor time after which the host interrupts the script by itself; the client kills it a grace later.</param>
/// <param name="WallMs">The same by the clock.</param>
/// <param name="HeapMiB">Heap of the isolate; read by load.</param>
/// <param name="Most">Cases that are told at most; read by cases.</param>
internal sealed record HostRequest(HostOperation Operation, Digest Bundle, int DeadlineMs, int WallMs, int HeapMiB = 0, int Most = 0);

using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>A change of the inventory that the policy host keeps resident.</summary>
/// <param name="Slot">Slot, dense from 0; reused after removal.</param>
/// <param name="Edge">The edge now in it; null: the slot is empty.</param>
public readonly record struct EdgeSlot(int Slot, EdgeRecord? Edge);

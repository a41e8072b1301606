namespace KubeStellar.Edge.TestKit.Cluster.Fake.Store;

/// <summary>One line of a table's log.</summary>
/// <param name="Revision">When.</param>
/// <param name="Old">What was there; null when it is new.</param>
/// <param name="New">What is there; null when it is gone.</param>
/// <param name="Last">Of what is gone, its last state under the revision of its removal.</param>
internal sealed record Change(long Revision, Stored? Old, Stored? New, Stored? Last);

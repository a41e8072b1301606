using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>What one edge adds to a policy's counts.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Place">Where it is counted besides.</param>
/// <param name="Wants">The bundle of its wanted manifest; zero while that cannot be read.</param>
/// <param name="Reduces">Whether that bundle reduces.</param>
/// <param name="Reports">The bundle that it reports under; zero for none.</param>
/// <param name="Spoke">It said something under the bundle that it wants, good or bad.</param>
/// <param name="Arrived">When its partial arrived.</param>
internal sealed record EdgeShare(RowState State, EdgePlace Place, Digest Wants, bool Reduces, Digest Reports, bool Spoke, DateTimeOffset? Arrived);

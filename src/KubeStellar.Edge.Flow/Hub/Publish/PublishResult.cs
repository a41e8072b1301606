using KubeStellar.Edge.Flow.Hub.Publish.Seals;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>What became of a plan's roots.</summary>
/// <param name="Written">Drafts whose root is durable, with it and the data keys in it.</param>
/// <param name="Failed">Why some are not known to be; empty when all are.</param>
internal sealed record PublishResult(IReadOnlyList<(RootDraft Draft, PublishedRoot Root, HeldKeys? Keys)> Written, string Failed);

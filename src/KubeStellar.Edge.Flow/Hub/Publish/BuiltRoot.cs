using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Publish.Seals;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>A signed root that is ready to be written.</summary>
internal readonly record struct BuiltRoot(RootDraft Draft, RootRecord Root, Digest Digest, byte[] Signed, HeldKeys? Keys);

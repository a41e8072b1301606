namespace KubeStellar.Edge.Nats.Tests.Hostile.Attempts;

/// <summary>Reading, writing, emptying and redirecting the hub's buckets, its own keys in them included. An edge has no JetStream rights at all, so each is denied by its subject alone.</summary>
internal static class BucketAttempts
{
    private const string Stream = "KV_kse-desired";

    private static string Digest { get; } = new('a', 64);

    public static IReadOnlyList<Attempt> All { get; } =
    [
        Attempt.Publish("write its own root, which with a rollup header would purge the bucket", "$KV.kse-desired.e1", "forged"),
        Attempt.Publish("write another edge's root", "$KV.kse-desired.e2", "forged"),
        Attempt.Publish("write its own report past the gateway", "$KV.kse-status.e1.default.shop"),
        Attempt.Publish("write a content", "$KV.kse-content." + Digest, "forged"),
        Attempt.Publish("write a join token", "$KV.kse-hub.token.t9"),
        Attempt.Publish("take back a revocation", "$KV.kse-hub.revoked.UABC", ""),
        Attempt.Publish("write a workload", "$KV.kse-workloads.default._/ConfigMap/shop/a"),
        Attempt.Publish("write an object of an object store", "$O.kse.C.x"),

        Attempt.Publish("read the account's limits", "$JS.API.INFO", ""),
        Attempt.Publish("list the streams' names", "$JS.API.STREAM.NAMES", ""),
        Attempt.Publish("list the streams", "$JS.API.STREAM.LIST", ""),
        Attempt.Publish("read a stream's state", $"$JS.API.STREAM.INFO.{Stream}", """{"subjects_filter":">"}"""),
        Attempt.Publish("read another edge's root by a stream read", $"$JS.API.STREAM.MSG.GET.{Stream}", """{"last_by_subj":"$KV.kse-desired.e2"}"""),
        Attempt.Publish("read another edge's root by a direct read", $"$JS.API.DIRECT.GET.{Stream}", """{"last_by_subj":"$KV.kse-desired.e2"}"""),
        Attempt.Publish("read many roots by one direct read", $"$JS.API.DIRECT.GET.{Stream}", """{"multi_last":["$KV.kse-desired.>"]}"""),
        Attempt.Publish("read another edge's root by its subject", $"$JS.API.DIRECT.GET.{Stream}.$KV.kse-desired.e2", ""),
        Attempt.Publish("read its own root by its subject", $"$JS.API.DIRECT.GET.{Stream}.$KV.kse-desired.e1", ""),
        Attempt.Publish("read the newest root by a literal wildcard", $"$JS.API.DIRECT.GET.{Stream}.$KV.kse-desired.*", ""),
        Attempt.Publish("read a content that its tree does not name", $"$JS.API.DIRECT.GET.KV_kse-content.$KV.kse-content.{Digest}", ""),
        Attempt.Publish("read all statuses", "$JS.API.DIRECT.GET.KV_kse-status.>", ""),

        Attempt.Publish(
            "have the server deliver to another edge", $"$JS.API.CONSUMER.CREATE.{Stream}",
            $$$"""{"stream_name":"{{{Stream}}}","config":{"deliver_subject":"kse.down.e2.root","ack_policy":"none"}}"""),
        Attempt.Publish(
            "have the server deliver to itself", $"$JS.API.CONSUMER.CREATE.{Stream}.c1",
            $$$"""{"stream_name":"{{{Stream}}}","config":{"deliver_subject":"_INBOX.e1.c1","ack_policy":"none"}}"""),
        Attempt.Publish(
            "have the server deliver a filtered stream", $"$JS.API.CONSUMER.CREATE.{Stream}.c1.$KV.kse-desired.e1",
            $$$"""{"stream_name":"{{{Stream}}}","config":{"name":"c1","filter_subject":"$KV.kse-desired.e2","ack_policy":"none"}}"""),
        Attempt.Publish(
            "make a durable consumer", $"$JS.API.CONSUMER.DURABLE.CREATE.{Stream}.c1", $$$"""{"stream_name":"{{{Stream}}}","config":{"durable_name":"c1","ack_policy":"none"}}"""),
        Attempt.Publish("pull from a consumer", $"$JS.API.CONSUMER.MSG.NEXT.{Stream}.c1", ""),
        Attempt.Publish("list consumers", $"$JS.API.CONSUMER.LIST.{Stream}", ""),
        Attempt.Publish("delete a consumer", $"$JS.API.CONSUMER.DELETE.{Stream}.c1", ""),
        Attempt.Publish("acknowledge for somebody", $"$JS.ACK.{Stream}.c1.1.1.1.1.1", "+ACK"),
        Attempt.Publish("send a flow control answer", $"$JS.FC.{Stream}.c1.x", ""),

        Attempt.Publish("purge the roots", $"$JS.API.STREAM.PURGE.{Stream}", ""),
        Attempt.Publish("delete the roots", $"$JS.API.STREAM.DELETE.{Stream}", ""),
        Attempt.Publish("delete one root", $"$JS.API.STREAM.MSG.DELETE.{Stream}", """{"seq":1}"""),
        Attempt.Publish("allow rollups", $"$JS.API.STREAM.UPDATE.{Stream}", $$$"""{"name":"{{{Stream}}}","subjects":["$KV.kse-desired.>"],"allow_rollup_hdrs":true}"""),
        Attempt.Publish("capture what edges say in a stream of its own", "$JS.API.STREAM.CREATE.MINE", """{"name":"MINE","subjects":["kse.up.>"]}"""),
        Attempt.Publish("mirror the roots in a stream of its own", "$JS.API.STREAM.CREATE.MINE2", $$$"""{"name":"MINE2","mirror":{"name":"{{{Stream}}}"}}"""),
        Attempt.Publish("take a snapshot", $"$JS.API.STREAM.SNAPSHOT.{Stream}", """{"deliver_subject":"_INBOX.e1.s"}"""),
        Attempt.Publish("restore a snapshot of its own", $"$JS.API.STREAM.RESTORE.{Stream}", $$$"""{"config":{"name":"{{{Stream}}}"}}"""),
        Attempt.Publish("move a stream's leader", $"$JS.API.STREAM.LEADER.STEPDOWN.{Stream}", ""),
    ];
}

namespace KubeStellar.Edge.Nats.Tests.Hostile.Attempts;

/// <summary>Speaking as another edge, or as the hub.</summary>
internal static class SpeakingAttempts
{
    public static IReadOnlyList<Attempt> All { get; } =
    [
        Attempt.Publish("report as another edge", "kse.up.e2.report"),
        Attempt.Publish("heartbeat as another edge", "kse.up.e2.heartbeat"),
        Attempt.Publish("facts as another edge", "kse.up.e2.facts"),
        Attempt.Publish("upsync as another edge", "kse.up.e2.upsync"),
        Attempt.Publish("ask for another edge's contents", "kse.up.e2.get"),
        Attempt.Publish("answer a question that another edge was asked", "kse.up.e2.answer.0123456789abcdef"),
        Attempt.Publish("report as an edge whose id begins with its own", "kse.up.e10.report"),
        Attempt.Publish("report as an edge whose id is its own in capitals", "kse.up.E1.report"),
        Attempt.Publish("report as every edge", "kse.up.*.report"),
        Attempt.Publish("report as an edge without an id", "kse.up..report"),
        Attempt.Publish("its own subject without a verb", "kse.up.e1"),
        Attempt.Publish("its own subject behind another name", "x.kse.up.e1.report"),
        Attempt.Publish("a root for another edge", "kse.down.e2.root", "forged"),
        Attempt.Publish("a root for itself", "kse.down.e1.root", "forged"),
        Attempt.Publish("a root for every edge", "kse.down.*.root", "forged"),
        Attempt.Publish("a question for another edge", "kse.down.e2.ask.status"),
        Attempt.Publish("a question of the API for a region", "kse.down.e2.ask.api"),
        Attempt.Publish("an answer in another edge's inbox", "_INBOX.e2.1", "forged"),
        Attempt.Publish("an answer in its own inbox", "_INBOX.e1.1", "forged"),
        Attempt.Publish("an answer in the hub's inbox", "_INBOX.KSE_HUB.1", "forged"),
        Attempt.Publish("an answer in a joiner's inbox", "_INBOX_join_t1.1", "forged"),
        Attempt.Publish("join with somebody's token", "kse.join.t1"),
        Attempt.Publish("read through the API", "kse.api.default.get"),
        Attempt.Publish("apply through the API", "kse.api.default.apply"),
        Attempt.Publish("admit an edge through the API", "kse.api.default.token"),
        Attempt.Publish("a standby hub that is none", "kse.hubs.standby", "{\"instance\":\"ghost\"}"),
        Attempt.Publish("an event of its own in the audit", "kse.events.edge.e2"),
    ];
}

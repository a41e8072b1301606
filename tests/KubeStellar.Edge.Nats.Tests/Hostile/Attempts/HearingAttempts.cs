namespace KubeStellar.Edge.Nats.Tests.Hostile.Attempts;

/// <summary>Hearing what is sent to others, by name, by wildcard, and as one of a queue group.</summary>
internal static class HearingAttempts
{
    private static readonly string[] Subjects =
    [
        ">", "*", "*.*.*.*", "kse.>", "kse.down.>", "kse.down.*.root", "*.down.e1.root", "kse.*.e1.root", "kse.down.e2.>", "kse.down.e2.root", "kse.down.e2.ask.*", "kse.down.e10.>", "kse.down",
        "kse.up.>", "kse.up.e1.>", "kse.up.e2.report", "kse.up.*.*", "kse.up.*.answer.*", "kse.join.*", "kse.api.>", "kse.api.*.get", "kse.events.>",
        "_INBOX.>", "_INBOX.*.>", "_INBOX.e2.>", "_INBOX.e10.>", "_INBOX.KSE_HUB.>", "_INBOX_join_t1.>", "_R_.>", "_GR_.>",
        "$KV.>", "$KV.kse-desired.>", "$KV.kse-desired.e1", "$KV.kse-desired.e2", "$O.>", "$JS.>", "$JS.API.>", "$JS.EVENT.>", "$JSC.>", "$SYS.>", "$SYS.ACCOUNT.*.CONNECT", "$SRV.>", "$MQTT.>", "$NRG.>",
    ];

    public static IReadOnlyList<Attempt> All { get; } = [.. Subjects.Select(subject => Attempt.Hear($"hear {subject}", subject))];
}

namespace KubeStellar.Edge.Nats.Tests.Hostile.Attempts;

/// <summary>What the server keeps for itself and for other protocols.</summary>
internal static class ServerAttempts
{
    private static readonly string[] Subjects =
    [
        "$SYS.REQ.CLAIMS.UPDATE", "$SYS.REQ.CLAIMS.LIST", "$SYS.REQ.CLAIMS.PACK", "$SYS.REQ.CLAIMS.DELETE", "$SYS.REQ.SERVER.PING", "$SYS.REQ.SERVER.PING.CONNZ", "$SYS.REQ.ACCOUNT.PING.CONNZ",
        "$SYS.REQ.USER.INFO", "$SYS.REQ.SERVER.NAAA.RELOAD", "$SYS.REQ.SERVER.NAAA.KICK", "$SYS.ACCOUNT.AAAA.DISCONNECT", "$SYS.LATENCY.M2.x",
        "$SRV.PING", "$SRV.INFO", "$SRV.STATS", "$SRV.PING.kse", "$MQTT.msgs.x", "$MQTT.sess.x", "$MQTT.sub.x", "$NRG.V.x", "_R_.x.y", "_GR_.x.y.z", "$JSC.R.x", "$GSYS.x", "$G.x", "nats.x",
    ];

    public static IReadOnlyList<Attempt> All { get; } = [.. Subjects.Select(subject => Attempt.Publish($"speak to {subject}", subject, ""))];
}

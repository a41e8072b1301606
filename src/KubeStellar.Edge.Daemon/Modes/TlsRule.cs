namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>Whether the hub's own nats-server speaks TLS. Pure.</summary>
internal static class TlsRule
{
    /// <summary>True for TLS.</summary>
    /// <exception cref="DaemonFailure">The options contradict each other, or others could read what edges and hub say and nobody allowed it.</exception>
    internal static bool Decide(TlsSettings tls, ListenAddress listen, bool allowPlaintext)
    {
        if (tls.On == false && tls.Any)
            throw new DaemonFailure("--tls false speaks plain text, and --tls-cert, --tls-key, --tls-ca, --tls-verify and --tls-new-ca are of TLS: leave the one or the others away.");
        if ((tls.Certificate is null) != (tls.Key is null))
            throw new DaemonFailure("--tls-cert and --tls-key go together: give both files of one pair.");
        if (tls.NewCa && tls.Certificate is not null)
            throw new DaemonFailure("--tls-new-ca is for a hub that makes its certificates itself; with --tls-cert, give new files, and both CAs in --tls-ca until all edges know them.");
        if (allowPlaintext && (tls.On == true || tls.Any))
            throw new DaemonFailure("--allow-plaintext and TLS contradict each other: leave one of them away.");
        var on = tls.On ?? (tls.Any || (!listen.IsLoopback && !allowPlaintext));
        return on || listen.IsLoopback || allowPlaintext
            ? on
            : throw new DaemonFailure(
                $"--listen {listen.Host}:{listen.Port} is reachable from other machines, and --tls false would let whatever edges and hub say be read and changed on the way. "
                + "Leave --tls false away (the hub makes its certificates itself), or say --allow-plaintext where the network itself is trusted.");
    }

    /// <summary>URLs that edges are told: none of them may be talked out of TLS.</summary>
    internal static IReadOnlyList<string> Advertised(IReadOnlyList<string> urls, bool tls) =>
        tls ? [.. urls.Select(url => url.StartsWith("nats://", StringComparison.OrdinalIgnoreCase) ? "tls" + url["nats".Length..] : url)] : urls;
}

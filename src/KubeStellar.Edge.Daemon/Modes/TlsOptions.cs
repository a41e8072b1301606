using System.CommandLine;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>Options of <c>kse hub</c> for the TLS of its own nats-server.</summary>
internal sealed class TlsOptions
{
    private readonly Option<bool?> _tls = new("--tls") { Description = "whether the embedded nats-server speaks TLS: true also for this machine alone, false nowhere (default: as soon as it listens beyond this machine)", HelpName = "true|false" };
    private readonly Option<string?> _certificate = new("--tls-cert") { Description = "certificate of the embedded server with its chain, read again when it changes (default: the hub makes one, under a CA of its own, and renews it)", HelpName = "FILE" };
    private readonly Option<string?> _key = new("--tls-key") { Description = "key of --tls-cert, mode 0600, without a password", HelpName = "FILE" };
    private readonly Option<string?> _ca = new("--tls-ca") { Description = "certificates that edges check the server against; with --tls-cert these alone (default: what the edge's system trusts), else beside the hub's own CA", HelpName = "FILE" };
    private readonly Option<string?> _verify = new("--tls-verify") { Description = "let in only clients that show a certificate which one of these has signed (edges: --tls-client-cert); the word hub: one that this hub gave them, with their join token and with heartbeats", HelpName = "FILE|hub" };
    private readonly Option<bool> _newCa = new("--tls-new-ca") { Description = "make a new CA beside the one that is there, and certificates under it; edges follow by themselves; for one start" };

    internal void AddTo(Command command)
    {
        foreach (var option in new Option[] { _tls, _certificate, _key, _ca, _verify, _newCa })
            command.Add(option);
    }

    internal TlsSettings Read(ParseResult parsed) => new()
    {
        // "--tls" alone is yes.
        On = parsed.GetResult(_tls) is null ? null : parsed.GetValue(_tls) ?? true,
        Certificate = parsed.GetValue(_certificate),
        Key = parsed.GetValue(_key),
        Ca = parsed.GetValue(_ca),
        Verify = parsed.GetValue(_verify),
        NewCa = parsed.GetValue(_newCa),
    };
}

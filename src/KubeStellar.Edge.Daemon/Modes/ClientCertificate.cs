using System.CommandLine;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tls;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>The certificate that a daemon shows to a server which asks for one. Its files are read at each handshake, since somebody renews them; what cannot be read then is what was read last.</summary>
internal sealed class ClientCertificate
{
    private readonly Option<string?> _certificate = new("--tls-client-cert") { Description = "certificate to show to a nats-server that asks for one (kse hub --tls-verify), read again at each connection", HelpName = "FILE" };
    private readonly Option<string?> _key = new("--tls-client-key") { Description = "key of --tls-client-cert, mode 0600", HelpName = "FILE" };

    internal void AddTo(Command command)
    {
        command.Add(_certificate);
        command.Add(_key);
    }

    /// <exception cref="DaemonFailure">One of the two is missing.</exception>
    /// <exception cref="IdentityException">They cannot be used.</exception>
    internal ClientFiles? Read(ParseResult parsed) => (parsed.GetValue(_certificate), parsed.GetValue(_key)) switch
    {
        (null, null) => null,
        ({ } certificate, { } key) => Of(Path.GetFullPath(certificate), Path.GetFullPath(key)),
        _ => throw new DaemonFailure("--tls-client-cert and --tls-client-key go together: give both files of one pair."),
    };

    private static ClientFiles Of(string certificate, string key)
    {
        string Load() => PemFiles.Pair(("--tls-client-cert", "--tls-client-key"), certificate, key);
        var last = Load();
        return new ClientFiles(certificate, key, () =>
        {
            try
            {
                return last = Load();
            }
            catch (IdentityException)
            {
                return last;
            }
        });
    }
}

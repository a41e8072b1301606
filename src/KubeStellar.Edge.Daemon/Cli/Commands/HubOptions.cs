using System.CommandLine;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Daemon.Cli.Connection;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary>Options of every verb that talks to a hub.</summary>
internal sealed class HubOptions
{
    // Of a verb whose own --timeout means something else.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);
    private readonly Option<string?> _context = new("--context") { Description = "nats CLI context of the hub (default: $NATS_CONTEXT, else kse)", HelpName = "NAME" };
    private readonly Option<string?> _server = new("--server") { Description = "URL of the hub's NATS server, instead of a context", HelpName = "URL" };
    private readonly Option<string?> _creds = new("--creds") { Description = "credentials file for --server", HelpName = "FILE" };
    private readonly Option<string?> _ca = new("--ca") { Description = "certificates that the server's TLS is checked against (default: those of the context, else the system's)", HelpName = "FILE" };
    private readonly Option<string> _workspace = new("--workspace") { Description = "workspace", HelpName = "NAME", DefaultValueFactory = _ => "default" };
    private readonly Option<string?>? _against;
    private readonly Option<Duration>? _timeout;

    /// <param name="command">The verb.</param>
    /// <param name="timeout">Whether it can be told how long to wait.</param>
    /// <param name="against">Whether the hub may be named by <c>--against</c> too.</param>
    /// <param name="policies">Whether the hub asks policies before it answers.</param>
    /// <param name="workspace">Whether it is asked in one workspace; else the verb says where by itself.</param>
    internal HubOptions(Command command, bool timeout = true, bool against = false, bool policies = false, bool workspace = true)
    {
        if (against)
        {
            _against = new("--against") { Description = "the hub to ask: a context or a URL; the same as --context or --server", HelpName = "HUB" };
            command.Add(_against);
        }

        command.Add(_context);
        command.Add(_server);
        command.Add(_creds);
        command.Add(_ca);
        if (workspace)
        {
            command.Add(_workspace);
        }

        if (timeout)
        {
            // A hub that asks policies may have to start their host, and to wait for those that take all their time. One that is not there is told at once all the same.
            _timeout = DurationOption.Create("--timeout", "how long to wait for an answer", policies ? "60s" : "10s");
            command.Add(_timeout);
        }
    }

    /// <summary>Connects with what the options, the environment and the context file say.</summary>
    internal Task<HubSession> OpenAsync(ParseResult parsed, CliServices services, CancellationToken token) => OpenAsync(parsed, services, Workspace(parsed, services), token);

    /// <summary>The same, in a workspace that the verb names.</summary>
    internal async Task<HubSession> OpenAsync(ParseResult parsed, CliServices services, string workspace, CancellationToken token)
    {
        if (Names.ExplainDnsLabel(workspace) is { } wrong)
        {
            throw new CliException($"'{workspace}' is not the name of a workspace: it {wrong}");
        }

        var address = AddressOf(parsed, services);
        if (address.CredentialsFile is { } creds && !File.Exists(creds))
        {
            throw new CliException($"there is no credentials file {creds}", [$"named by {address.Origin}"]);
        }

        var timeout = _timeout is null ? DefaultTimeout : parsed.GetValue(_timeout);
        using var limit = new CancellationTokenSource(timeout, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
        try
        {
            return new HubSession(await services.ConnectAsync(address, either.Token), workspace, timeout, address.Server);
        }
        catch (OperationCanceledException error) when (!token.IsCancellationRequested)
        {
            throw new CliException(
                $"no NATS server answers at {address.Server} within {Durations.Show(timeout)}",
                [$"the address comes from {address.Origin}", "is 'kse hub' running there?"],
                CliExit.Timeout,
                error);
        }
    }

    // Somebody who has roles in one workspace means that one.
    private string Workspace(ParseResult parsed, CliServices services) =>
        parsed.GetResult(_workspace) is null or { Implicit: true } && HubConnector.OnlyWorkspace(AddressOf(parsed, services)) is { } only ? only : parsed.GetValue(_workspace)!;

    /// <summary>Where the hub is, by options, environment and context file.</summary>
    internal HubAddress AddressOf(ParseResult parsed, CliServices services)
    {
        var address = Address(parsed, services);
        return parsed.GetValue(_ca) is { } ca ? address with { CaFile = Path.GetFullPath(ca) } : address;
    }

    private HubAddress Address(ParseResult parsed, CliServices services)
    {
        var (context, server, creds) = (parsed.GetValue(_context), parsed.GetValue(_server), parsed.GetValue(_creds));
        if (_against is not null && parsed.GetValue(_against) is { } against)
        {
            if (server is not null || context is not null)
            {
                throw new CliException("--against names the hub, and so does --server or --context; give one of them");
            }

            (server, context) = against.Contains("://", StringComparison.Ordinal) ? (against, context) : (server, against);
        }

        if (server is not null && context is not null)
        {
            throw new CliException("--server and --context name two hubs; give one of them");
        }

        if (server is not null)
        {
            return new HubAddress(server, creds, "--server");
        }

        var name = context ?? (services.Environment("NATS_CONTEXT") is { Length: > 0 } chosen ? chosen : "kse");
        var address = NatsContextFile.Read(name, services.Environment);
        return creds is null ? address : address with { CredentialsFile = creds };
    }
}

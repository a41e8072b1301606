using System.CommandLine;
using KubeStellar.Edge.Daemon.Cli;
using KubeStellar.Edge.Daemon.Cli.Commands;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary><c>kse hub</c></summary>
internal static class HubCommand
{
    internal static Command Build(CliServices? services = null)
    {
        var command = new Command("hub", "Run a hub: the one place where objects and policies go in.");
        var state = new Option<string>("--state") { Description = "state directory", HelpName = "DIR", DefaultValueFactory = _ => StateDirectories.Default("hub") };
        var listen = new Option<string>("--listen") { Description = "where the embedded nats-server listens; port 0 takes a free one and keeps it", HelpName = "HOST:PORT", DefaultValueFactory = _ => "127.0.0.1:4222" };
        var plaintext = new Option<bool>("--allow-plaintext") { Description = "let the embedded nats-server listen beyond this machine in plain text; for networks that are trusted themselves" };
        var advertise = new Option<string[]>("--advertise") { Description = "URL under which edges reach this hub (repeatable); join tokens name it", HelpName = "URL" };
        var nats = new Option<string?>("--nats") { Description = "use this server or cluster instead of an embedded one; URLs of a cluster with commas between them", HelpName = "URL" };
        var creds = new Option<string?>("--creds") { Description = "with --nats: credentials of a user with all rights in the account", HelpName = "FILE" };
        var accountKey = new Option<string?>("--account-key") { Description = "with --nats: seed of the account or of its signing key, to admit edges", HelpName = "FILE" };
        var ca = new Option<string?>("--ca") { Description = "with --nats: certificates that the server is checked against", HelpName = "FILE" };
        var replicas = new Option<int>("--replicas") { Description = "with --nats: replicas of every bucket", HelpName = "1|3|5", DefaultValueFactory = _ => 1 };
        var standby = new Option<bool>("--standby") { Description = "with --nats: while another hub with the same keys publishes, wait, and take over when it ends or hangs; say it at both" };
        var sync = new Option<string>("--sync") { Description = "when the embedded server's writes reach the disk: always, or default (every two minutes; a power cut may lose what was acknowledged)", HelpName = "always|default", DefaultValueFactory = _ => "always" };
        sync.AcceptOnlyFromAmong("always", "default");
        var context = new Option<string>("--context") { Description = "name of the nats CLI context to write; empty for none", HelpName = "NAME", DefaultValueFactory = _ => "kse" };
        var guard = new Option<double>("--guard-share") { Description = "share of placements that one change may remove before it waits for 'kse confirm'", HelpName = "0..1", DefaultValueFactory = _ => 0.3 };
        var heartbeat = DurationOption.Create("--heartbeat", "interval of the edges' heartbeats; three missed ones are 'unreachable'", "30s");
        var approve = new Option<bool>("--approve-joins") { Description = "admit no device before somebody approved it ('kse edges pending', 'kse edges approve'), whatever its token says" };
        var parent = new Option<string?>("--parent") { Description = "make this hub a region of another: URLs of that hub's NATS; without it, where the token says", HelpName = "URL" };
        var join = new Option<string?>("--join") { Description = "join token of the parent ('kse token create --region' there); needed once", HelpName = "TOKEN" };
        var id = new Option<string?>("--id") { Description = "what this region is called at its parent, a DNS label; needed to join", HelpName = "ID" };
        var rejoin = new Option<bool>("--rejoin") { Description = "use the --join token although this hub has a parent: to come back after it was removed there, or to move to another parent; for one start" };
        var leave = new Option<bool>("--leave") { Description = "follow no parent any more; what it gave stays, and is this hub's own" };
        foreach (var option in new Option[] { state, listen, plaintext, advertise, nats, creds, accountKey, ca, replicas, standby, sync, context, guard, heartbeat, approve, parent, join, id, rejoin, leave })
            command.Add(option);
        var tls = new TlsOptions();
        tls.AddTo(command);
        var client = new ClientCertificate();
        client.AddTo(command);
        var urls = GateUrlOption.Create();
        command.Add(urls);
        var webhooks = WebhookOption.Create();
        command.Add(webhooks);
        var policies = new PolicyLimits(memory: 2048);
        policies.AddTo(command);
        var sources = new SourceOptions();
        sources.AddTo(command);
        command.Add(CrdsCommand.Build(services ?? CliServices.OfProcess()));
        command.SetAction((parsed, token) => DaemonRun.RunAsync(() => HubMode.RunAsync(
            new HubSettings
            {
                State = Path.GetFullPath(parsed.GetValue(state)!),
                Listen = parsed.GetValue(listen)!,
                AllowPlaintext = parsed.GetValue(plaintext),
                Tls = tls.Read(parsed),
                Client = client.Read(parsed),
                Advertise = parsed.GetValue(advertise) ?? [],
                Nats = parsed.GetValue(nats),
                Creds = parsed.GetValue(creds),
                AccountKey = parsed.GetValue(accountKey),
                Ca = parsed.GetValue(ca),
                Replicas = parsed.GetValue(replicas),
                Standby = parsed.GetValue(standby),
                Sync = parsed.GetValue(sync)!,
                Context = parsed.GetValue(context)!,
                GuardShare = parsed.GetValue(guard),
                Heartbeat = parsed.GetValue(heartbeat),
                ApproveJoins = parsed.GetValue(approve),
                GateUrls = GateUrlOption.Read(parsed, urls),
                Webhooks = WebhookOption.Read(parsed, webhooks),
                Policies = policies.Read(parsed),
                Sources = sources.Read(parsed),
                Parent = new ParentSettings { Urls = parsed.GetValue(parent), Join = parsed.GetValue(join), Id = parsed.GetValue(id), Rejoin = parsed.GetValue(rejoin), Leave = parsed.GetValue(leave) },
            },
            token)));
        return command;
    }
}

using System.CommandLine;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse edges pending|approve|deny|release|revoke</c>, and the same under <c>kse edge</c>.</summary>
internal static class AdmissionCommands
{
    private const string FingerprintHelp = "of the device's key, as its log and its 'kse status' show it; needed when several devices ask for the id, and always worth comparing";

    internal static Command Build(CliServices services)
    {
        var command = new Command("edges", "Say which devices may be edges.");
        AddTo(command, services);
        return command;
    }

    internal static void AddTo(Command command, CliServices services)
    {
        command.Add(BuildPending(services));
        command.Add(BuildApprove(services));
        command.Add(BuildDeny(services));
        command.Add(BuildRelease(services));
        command.Add(BuildRevoke(services));
    }

    private static Command BuildPending(CliServices services)
    {
        var command = new Command("pending", "List devices that wait to be admitted, or were denied.");
        var name = new Argument<string>("NAME") { Description = "only those that want to be this edge", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "" };
        command.Add(name);
        var output = new OutputOption(command);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            await using var session = await hub.OpenAsync(parsed, services, token);
            var items = await session.ListAllAsync(new GetQuery { Resource = AdmissionTypes.Pending.Plural, Name = parsed.GetValue(name)! }, token);
            new ItemsPrinter(services, AdmissionTypes.Pending, output.Read(parsed)).Print(items, single: false);
            return CliExit.Ok;
        });
        return command;
    }

    private static Command BuildApprove(CliServices services)
    {
        var fingerprint = Fingerprint();
        var labels = new Option<string[]>("--label", "-l", "--labels") { Description = "label that it gets besides its token's, or besides those of the edge whose place it takes; may be given again", HelpName = "KEY=VALUE" };
        return EdgeCommands.One(
            "approve",
            "Admit the device that waits to be this edge, also one that was denied. One that takes the place of another cuts that one off.",
            "approved",
            services,
            [fingerprint, labels],
            (parsed, request) => request with { Approve = true, Fingerprint = parsed.GetValue(fingerprint), SetLabels = EdgeEdits.LabelsToSet(parsed.GetValue(labels) ?? []) });
    }

    private static Command BuildDeny(CliServices services)
    {
        var fingerprint = Fingerprint();
        var reason = Reason("why; the device is told");
        return EdgeCommands.One(
            "deny",
            "Refuse the device that waits to be this edge. It does not get in with its token any more, until it is approved.",
            "denied",
            services,
            [fingerprint, reason],
            (parsed, request) => request with { Deny = parsed.GetValue(reason)!, Fingerprint = parsed.GetValue(fingerprint) });
    }

    private static Command BuildRelease(CliServices services)
    {
        var reason = Reason("why, for the audit stream");
        return EdgeCommands.One(
            "release",
            "End what holds an edge whose disk was copied, once only one of its devices is left. Two that are still there are seen and held again.",
            "released",
            services,
            [reason],
            (parsed, request) => request with { Release = parsed.GetValue(reason)! });
    }

    private static Command BuildRevoke(CliServices services)
    {
        var reason = Reason("why, for the audit stream");
        var key = new Option<string?>("--key") { Description = "the key to void (U...), of a device that is no edge any more or never was; NAME may be left away then", HelpName = "KEY" };
        var command = EdgeCommands.One(
            "revoke",
            "Cut a device off for good: its connection is closed, its key is void, and its edge leaves the inventory, if it is in there. What it has it keeps; it hears nothing more. Another device gets the id with a token that names it (kse token create --replace NAME), or by approval.",
            "revoked",
            services,
            [reason, key],
            (parsed, request) => request with { Revoke = parsed.GetValue(reason)!, Key = parsed.GetValue(key) },
            parsed => parsed.GetValue(key));
        return command;
    }

    private static Option<string?> Fingerprint() => new("--fingerprint") { Description = FingerprintHelp, HelpName = "FINGERPRINT" };

    private static Option<string> Reason(string why) => new("--reason") { Description = why, DefaultValueFactory = _ => "" };
}

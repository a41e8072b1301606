using System.CommandLine;
using KubeStellar.Edge.Daemon.Cli;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary><c>kse edge rotate-keys</c>, at the device itself: needs no hub in reach, and no rights at one.</summary>
internal static class RotateKeysCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("rotate-keys", "Have this device make itself other keys: its daemon, running or started later, does so when it next has its hub. The old keys are void when it got in with the new ones.");
        var state = new Option<string>("--state") { Description = "state directory of the edge", HelpName = "DIR", DefaultValueFactory = _ => StateDirectories.Default("edge") };
        command.Add(state);
        command.SetAction(parsed =>
        {
            try
            {
                DeviceIdentity.AskRekey(parsed.GetValue(state)!);
            }
            catch (IdentityException wrong)
            {
                throw new CliException(wrong.Message, ["--state names the state directory of the edge"], inner: wrong);
            }

            services.Out.WriteLine("asked; the daemon's log says when it is in with other keys");
            services.Out.Flush();
            return CliExit.Ok;
        });
        return command;
    }
}

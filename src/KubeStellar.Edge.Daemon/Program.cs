using KubeStellar.Edge.Daemon.Cli;
using KubeStellar.Edge.Daemon.Modes;

return await CliRoot.RunAsync(args, HubCommand.Build(), EdgeCommand.Build(), PolicyHostCommand.Build());

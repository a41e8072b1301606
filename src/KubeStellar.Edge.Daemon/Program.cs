using KubeStellar.Edge.Daemon.Cli;
using KubeStellar.Edge.Daemon.Modes;

return await CliRoot.RunAsync(args, CliServices.OfProcess(), static root =>
{
    root.Add(HubCommand.Build());
    root.Add(EdgeCommand.Build());
    root.Add(PolicyHostCommand.Build());
});

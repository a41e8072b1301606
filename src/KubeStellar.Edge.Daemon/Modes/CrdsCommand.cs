using System.CommandLine;
using KubeStellar.Edge.Daemon.Cli;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary><c>kse hub crds</c>: what a cluster must know before it can hold policies.</summary>
internal static class CrdsCommand
{
    private const string Resource = "kubernetes/crds.yaml";

    internal static Command Build(CliServices services)
    {
        var command = new Command("crds", "Print the CustomResourceDefinitions that a cluster needs for --source kubernetes; pipe them into 'kubectl apply -f -'.");
        command.SetAction(parsed =>
        {
            using var stream = typeof(CrdsCommand).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not part of this program.");
            using var reader = new StreamReader(stream);
            services.Out.Write(reader.ReadToEnd());
            services.Out.Flush();
            return CliExit.Ok;
        });
        return command;
    }
}

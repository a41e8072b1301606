using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary>A document for each change.</summary>
internal sealed class StatusDocuments(CliServices services, OutputFormat format) : IStatusView
{
    private string _shown = "";

    public void Show(RolloutResult result)
    {
        var text = JsonSerializer.Serialize(result, HubJson.Type<RolloutResult>());
        if (text != _shown)
        {
            _shown = text;
            RolloutStatusCommand.Document(services, result, format, stream: true);
            services.Out.Flush();
        }
    }

    public void End(string sentence)
    {
        // The last document says it.
    }
}

using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Input;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary>What became of each item: <c>deployment.apps/shop/web configured</c>.</summary>
internal static class ApplyLines
{
    internal static void Print(CliServices services, ApplyResult result, OutputFormat format, string suffix)
    {
        if (format is OutputFormat.Json or OutputFormat.Yaml)
        {
            var element = JsonSerializer.SerializeToElement(result, HubJson.Type<ApplyResult>());
            services.Out.Write(format == OutputFormat.Json ? JsonText.Write(element) + "\n" : YamlText.Write(element));
        }
        else
        {
            foreach (var line in result.Lines)
            {
                var name = line.Resource is "policy" or "library" ? $"{line.Resource}/{line.Key}" : ObjectText.Show(line.Key);
                services.Out.WriteLine(CliErrors.OneLine(format == OutputFormat.Name ? name : $"{name} {line.Action}{suffix}"));
            }
        }

        services.Out.Flush();
    }
}

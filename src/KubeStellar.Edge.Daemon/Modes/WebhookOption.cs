using System.CommandLine;
using KubeStellar.Edge.Http;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary><c>--webhook</c>: who is told of events. Only the hub's operator names them.</summary>
internal static class WebhookOption
{
    internal static Option<string[]> Create() => new("--webhook")
    {
        Description = "send events to this URL as CloudEvents, at least once (repeatable). kinds=policy+edge.unreachable sends only those; a signature by the key in secret-file is in the "
            + "header Kse-Signature; files are read at each use",
        HelpName = "URL[,name=NAME][,kinds=KIND+...][,token-file=FILE][,header-file=FILE][,secret-file=FILE][,ca-file=FILE]",
    };

    /// <summary>What was said, in the order given.</summary>
    /// <exception cref="DaemonFailure">Something of it is no URL, a name is given twice, or a file is not there.</exception>
    internal static IReadOnlyList<WebhookUrl> Read(System.CommandLine.ParseResult parsed, Option<string[]> option)
    {
        var urls = new List<WebhookUrl>();
        foreach (var given in parsed.GetValue(option) ?? [])
        {
            WebhookUrl url;
            try
            {
                url = WebhookUrl.Parse(given);
            }
            catch (FormatException wrong)
            {
                throw new DaemonFailure("--webhook: " + wrong.Message);
            }

            if (urls.Exists(other => other.Name == url.Name))
            {
                throw new DaemonFailure($"--webhook {url.Name} is given twice; give each another name=NAME.");
            }

            if (url.Files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
            {
                throw new DaemonFailure($"--webhook {url.Name}: there is no file {missing}.");
            }

            urls.Add(url);
        }

        return urls;
    }
}

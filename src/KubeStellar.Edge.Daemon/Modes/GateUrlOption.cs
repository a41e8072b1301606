using System.CommandLine;
using KubeStellar.Edge.Http;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary><c>--allow-url</c>: what the hub may fetch for gates. It stands where authors of policies do not, so nothing is allowed that its operator did not name.</summary>
internal static class GateUrlOption
{
    internal static Option<string[]> Create() => new("--allow-url")
    {
        Description = "let gates of rollouts read what is at and below this URL (repeatable; default: nothing). Files are read at each use: a bearer token, lines 'Name: value', "
            + "certificates to trust besides the system's",
        HelpName = "URL-PREFIX[,token-file=FILE][,header-file=FILE][,ca-file=FILE]",
    };

    /// <summary>What was said, in the order given.</summary>
    /// <exception cref="DaemonFailure">Something of it is no URL prefix, or a file of it is not there.</exception>
    internal static IReadOnlyList<GateUrl> Read(System.CommandLine.ParseResult parsed, Option<string[]> option)
    {
        var urls = new List<GateUrl>();
        foreach (var given in parsed.GetValue(option) ?? [])
        {
            GateUrl url;
            try
            {
                url = GateUrl.Parse(given);
            }
            catch (FormatException wrong)
            {
                throw new DaemonFailure("--allow-url: " + wrong.Message);
            }

            if (urls.Exists(other => other.Prefix == url.Prefix))
            {
                throw new DaemonFailure($"--allow-url {url.Prefix} is given twice.");
            }

            foreach (var file in new[] { url.TokenFile, url.HeaderFile, url.CaFile })
            {
                if (file is not null && !File.Exists(file))
                {
                    throw new DaemonFailure($"--allow-url {url.Prefix}: there is no file {file}.");
                }
            }

            urls.Add(url);
        }

        return urls;
    }
}

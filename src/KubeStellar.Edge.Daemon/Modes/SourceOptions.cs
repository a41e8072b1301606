using System.CommandLine;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Daemon.Sources;
using KubeStellar.Edge.Kubernetes.Source;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>What people may say of the hub's sources.</summary>
internal sealed class SourceOptions
{
    /// <summary>The kind of source that is a cluster.</summary>
    internal const string Kubernetes = "kubernetes";

    private readonly Option<string[]> _sources = new("--source")
    {
        Description = "take objects and policies from here as well, and follow what changes (repeatable): a cluster, a folder, a git checkout (tells the commit)",
        HelpName = "kubernetes[:KUBECONFIG]|dir:DIR|git-checkout:DIR",
    };

    private readonly Option<string?> _kubeconfig = new("--kubeconfig") { Description = "of --source kubernetes (default: the pod's service account, else $KUBECONFIG, else ~/.kube/config)", HelpName = "FILE" };
    private readonly Option<string?> _context = new("--kube-context") { Description = "of --source kubernetes: context of the kubeconfig (default: its current one)", HelpName = "NAME" };
    private readonly Option<string> _selector = new("--selector") { Description = "of --source kubernetes: which objects to take, by their labels, from all namespaces; '' for none", HelpName = "SELECTOR", DefaultValueFactory = _ => KubernetesSourceOptions.UsualSelector };
    private readonly Option<string[]> _namespaces = new("--source-namespace") { Description = "of --source kubernetes: take everything of this namespace too (repeatable)", HelpName = "NAME" };
    private readonly Option<string> _workspace = new("--source-workspace") { Description = "workspace that the sources fill", HelpName = "NAME", DefaultValueFactory = _ => "default" };

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        foreach (var option in new Option[] { _sources, _kubeconfig, _context, _selector, _namespaces, _workspace })
        {
            command.Add(option);
        }
    }

    /// <summary>What was said, in the order given.</summary>
    /// <exception cref="DaemonFailure">Something of it is no source.</exception>
    internal IReadOnlyList<SourceSettings> Read(System.CommandLine.ParseResult parsed)
    {
        var workspace = parsed.GetValue(_workspace)!;
        if (Names.ExplainDnsLabel(workspace) is { } wrong)
        {
            throw new DaemonFailure($"--source-workspace '{workspace}': the name of a workspace {wrong}.");
        }

        var sources = new List<SourceSettings>();
        foreach (var given in parsed.GetValue(_sources) ?? [])
        {
            var source = Source(given, workspace);
            if (source.Kind == Kubernetes)
            {
                source = source with
                {
                    Kubeconfig = source.Place.Length > 0 ? source.Place : parsed.GetValue(_kubeconfig) is { } file ? Path.GetFullPath(file) : null,
                    Context = parsed.GetValue(_context),
                    Selector = parsed.GetValue(_selector)!,
                    Namespaces = parsed.GetValue(_namespaces) ?? [],
                };
            }

            if (sources.Exists(other => other.Kind == source.Kind && other.Place == source.Place))
            {
                throw new DaemonFailure($"--source {given} is given twice.");
            }

            sources.Add(source);
        }

        foreach (var option in sources.Exists(source => source.Kind == Kubernetes) ? [] : new Option[] { _kubeconfig, _context, _selector, _namespaces })
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                throw new DaemonFailure($"{option.Name} is of --source kubernetes, which was not given.");
            }
        }

        return Checked(sources);
    }

    private static List<SourceSettings> Checked(List<SourceSettings> sources)
    {
        foreach (var source in sources.Where(source => source.Kind == Kubernetes))
        {
            if (source.Selector.Length + source.Namespaces.Count == 0)
            {
                throw new DaemonFailure("--source kubernetes takes nothing: give --selector, --source-namespace, or both.");
            }

            if (source.Namespaces.FirstOrDefault(space => Names.ExplainDnsLabel(space) is not null) is { } space)
            {
                throw new DaemonFailure($"--source-namespace '{space}' {Names.ExplainDnsLabel(space)}.");
            }

            if (source.Kubeconfig is { } file && !File.Exists(file))
            {
                throw new DaemonFailure($"there is no kubeconfig {file}.");
            }
        }

        return sources;
    }

    private static SourceSettings Source(string given, string workspace)
    {
        var colon = given.IndexOf(':', StringComparison.Ordinal);
        var (kind, place) = colon < 0 ? (given, "") : (given[..colon], given[(colon + 1)..]);
        return kind switch
        {
            FolderSource.Kind or FolderSource.GitKind => place.Length > 0
                ? new SourceSettings(kind, Path.GetFullPath(place), workspace)
                : throw new DaemonFailure($"--source {kind} needs a folder: {kind}:DIR."),
            Kubernetes => new SourceSettings(kind, place.Length > 0 ? Path.GetFullPath(place) : "", workspace),
            _ => throw new DaemonFailure($"--source '{given}' is no source: write kubernetes, kubernetes:KUBECONFIG, dir:DIR or git-checkout:DIR."),
        };
    }
}

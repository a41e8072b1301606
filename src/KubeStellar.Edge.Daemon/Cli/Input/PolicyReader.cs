using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>Makes policies and libraries of the modules that were found, and of the documents that name modules.</summary>
internal sealed class PolicyReader
{
    private readonly InputQuestion _asked;
    private readonly Faults _faults;
    private readonly PolicyBundler _bundler;
    private readonly LibraryReference? _library;

    internal PolicyReader(InputQuestion asked, Faults faults)
    {
        (_asked, _faults) = (asked, faults);
        _bundler = new PolicyBundler(faults, asked.Offline);
        Paths = asked.Paths;
        if (asked.Library is { } named)
        {
            _library = LibraryReference.TryParse(named, out var library)
                ? library : throw new CliException($"--library: '{named}' {LibraryReference.Explain(named)}");
            if (asked.Name is not null || asked.Values is not null)
            {
                throw new CliException("--library makes a library, which has no other name and no values", ["values are for the policies that import it"]);
            }

            // A library's folder stands for its entry module.
            Paths = [.. asked.Paths.Select(path => Directory.Exists(path) ? LocalLibraries.EntryOf(path) ?? path : path)];
        }
    }

    /// <summary>What to read.</summary>
    internal IReadOnlyList<string> Paths { get; }

    internal InputSet Read(IReadOnlyList<InputObject> objects, IReadOnlyList<ModuleFile> modules, PolicyDocuments documents)
    {
        var libraries = documents.Libraries;
        if (_library is { } library)
        {
            if (modules.Count != 1 || objects.Count + documents.Instances.Count + documents.Libraries.Count > 0)
            {
                throw new CliException($"--library makes {library} of one module; give the one file that holds its entry, or its folder");
            }

            libraries = [new PolicyLibrary(modules[0].Path, library, modules[0].Path)];
            modules = [];
        }

        // In a folder, a module that a document names is that document's, and no policy of its own.
        var taken = documents.Instances.Select(instance => instance.Module).Concat(libraries.Select(one => one.Module)).OfType<string>().Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        var own = modules.Where(module => module.Named || !taken.Contains(Path.GetFullPath(module.Path))).ToList();
        var policies = new List<InputPolicy>();
        var only = own.Count + documents.Instances.Count == 1;
        policies.AddRange(own.Select(module => Policy(module.Path, only)).OfType<InputPolicy>());
        policies.AddRange(documents.Instances.Select(Instance).OfType<InputPolicy>());
        if (_asked.Name is not null && !(only && own.Count == 1) && _asked.Values is null && !_asked.Offline)
        {
            throw new CliException($"--name names one policy, but {own.Count + documents.Instances.Count} were given");
        }

        if (_asked.Values is not null && _faults.Count == 0)
        {
            Values(policies);
        }

        return new InputSet(objects, policies, [.. libraries.Select(Library).OfType<ApplyLibrary>()]);
    }

    private InputPolicy? Policy(string file, bool only)
    {
        var name = only && _asked.Name is { } given ? given : Path.GetFileNameWithoutExtension(file);
        if (!_asked.Offline && Names.ExplainDnsLabel(name) is { } wrong)
        {
            _faults.Add(file, "", $"'{name}' cannot name a policy: it {wrong}; name it with --name");
            return null;
        }

        return _bundler.Read(file) is { } module ? new InputPolicy(file, name, module) : null;
    }

    private InputPolicy? Instance(PolicyInstance instance)
    {
        var read = instance.Module is { } file
            ? _bundler.Read(file)
            : LibraryReference.TryParse(instance.Library, out var library) ? _bundler.Whole(library, instance.Source, instance.Folder) : null;
        return read is null ? null : new InputPolicy(instance.Source, instance.Name, read with { Bundle = read.Bundle with { Parameters = instance.Parameters } });
    }

    private ApplyLibrary? Library(PolicyLibrary library) =>
        new PolicyBundler(_faults).Bundle(library.Module) is { } bundle
            ? new ApplyLibrary(library.Source, library.Library.Name, library.Library.Version, bundle)
            : null;

    private void Values(List<InputPolicy> policies)
    {
        var at = policies.Count == 1 && (_asked.Name is null || policies[0].Name == _asked.Name)
            ? 0 : policies.FindIndex(policy => policy.Name == _asked.Name);
        if (at < 0)
        {
            var names = string.Join(", ", policies.Select(policy => policy.Name));
            throw _asked.Name is { } name
                ? new CliException($"there is no policy '{name}' in what was given", [$"there are {names}"])
                : new CliException(
                    policies.Count == 0 ? "values are for a policy, but none was given" : $"values are for one policy, but {policies.Count} were given: {names}",
                    policies.Count == 0 ? [] : ["say which with --name, or give each its values in a PolicyInstance"]);
        }

        var parameters = policies[at].Bundle.Parameters ?? new(StringComparer.Ordinal);
        foreach (var (name, value) in _asked.Values!)
        {
            parameters[name] = value;
        }

        policies[at] = policies[at] with { Module = policies[at].Module with { Bundle = policies[at].Bundle with { Parameters = parameters } } };
    }
}

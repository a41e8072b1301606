using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Daemon.Cli.Input;
using KubeStellar.Edge.Kubernetes.Yaml;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Check;

/// <summary>Finds what to check: modules, and policies that a <c>PolicyInstance</c> makes of a module and values. Other objects in the same files are not looked at.</summary>
internal static class CheckSubjects
{
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = ObjectLimits.MaxDepth };

    /// <param name="paths">Files and folders.</param>
    /// <param name="values">Values for the parameters of the one policy among them; null for none.</param>
    /// <exception cref="CliException">There is no policy, or what was named is none.</exception>
    internal static IReadOnlyList<CheckSubject> Find(IReadOnlyList<string> paths, SortedDictionary<string, JsonElement>? values)
    {
        var unusable = new Faults();
        var (manifests, modules) = InputFiles.Find(paths, unusable);
        var broken = new Faults();
        var documents = new PolicyDocuments(broken);
        foreach (var file in manifests)
        {
            if (!Take(file, documents, broken) && paths.Contains(file))
            {
                unusable.Add(file, "", "is no policy: .js, .mjs, .ts or .mts, or YAML with a PolicyInstance");
            }
        }

        var taken = documents.Instances.Select(instance => instance.Module).Concat(documents.Libraries.Select(library => library.Module)).OfType<string>().Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        List<CheckSubject> found =
        [
            .. modules.Where(module => module.Named || !taken.Contains(Path.GetFullPath(module.Path))).Select(module => OfModule(module.Path)),
            .. documents.Instances.Select(OfInstance),
            .. broken.All.GroupBy(fault => fault.Source, StringComparer.Ordinal).Select(faults => new CheckSubject(faults.Key, null, null, [.. faults])),
        ];
        return unusable.Count > 0 || found.Count == 0 ? throw new CliException("there is no policy in what was given", [.. unusable.All.Select(fault => $"{fault.Source}: {fault.Message}")])
            : values is null ? found
            : found is [{ } only] ? [only with { Module = Filled(only.Module, values) }]
            : throw new CliException($"values are for one policy, but {found.Count} were given", ["give each its values in a PolicyInstance"]);
    }

    /// <summary>Whether a file holds a document of ours, or none that can be read.</summary>
    private static bool Take(string file, PolicyDocuments documents, Faults broken)
    {
        try
        {
            var text = File.ReadAllBytes(file);
            var mine = false;
            foreach (var document in ManifestReader.Read(text))
            {
                var element = JsonElement.Parse(document.CanonicalJson, Depth);
                if (PolicyDocuments.Mine(element))
                {
                    mine = true;
                    documents.Take(file, text, document, element);
                }
            }

            return mine;
        }
        catch (ManifestRefusedException error)
        {
            broken.Add($"{file}:{error.Line}:{error.Column}", error.Path, error.Reason);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            broken.Add(file, "", $"cannot be read: {error.Message}");
            return true;
        }
    }

    private static CheckSubject OfModule(string file)
    {
        var faults = new Faults();
        return new CheckSubject(file, file, new PolicyBundler(faults, offline: true).Read(file), faults.All);
    }

    private static CheckSubject OfInstance(PolicyInstance instance)
    {
        var faults = new Faults();
        var bundler = new PolicyBundler(faults, offline: true);
        var module = instance.Module is { } file ? bundler.Read(file) : LibraryReference.TryParse(instance.Library, out var library) ? bundler.Whole(library, instance.PlaceOf(""), instance.Folder) : null;
        return new CheckSubject(instance.Source, instance.Module, Filled(module, instance.Parameters), faults.All) { PlaceOf = instance.PlaceOf };
    }

    private static BundledModule? Filled(BundledModule? module, SortedDictionary<string, JsonElement>? values)
    {
        if (module is null || values is null)
        {
            return module;
        }

        var all = new SortedDictionary<string, JsonElement>(module.Bundle.Parameters ?? [], StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            all[name] = value;
        }

        return module with { Bundle = module.Bundle with { Parameters = all } };
    }
}

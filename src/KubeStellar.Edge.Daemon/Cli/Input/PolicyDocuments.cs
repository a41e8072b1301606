using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Modules;
using KubeStellar.Edge.Kubernetes.Yaml;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>Reads the documents that are no objects but say how policies and libraries are made: <c>PolicyInstance</c> and <c>PolicyLibrary</c>.</summary>
internal sealed class PolicyDocuments(Faults faults)
{
    internal const string ApiVersion = "edge.kubestellar.io/v1alpha1";

    private const string Group = "edge.kubestellar.io";
    private const string InstanceKind = "PolicyInstance";
    private const string LibraryKind = "PolicyLibrary";

    internal List<PolicyInstance> Instances { get; } = [];

    internal List<PolicyLibrary> Libraries { get; } = [];

    /// <summary>Whether a document is of the platform's own group, and so no object of a cluster.</summary>
    internal static bool Mine(JsonElement document) =>
        document.TryGetProperty("apiVersion", out var version) && version.ValueKind == JsonValueKind.String
        && version.GetString() is { } text && (text == Group || text.StartsWith(Group + "/", StringComparison.Ordinal));

    /// <summary>Takes one document of the platform's own group.</summary>
    /// <param name="file">Its file, as named; <c>stdin</c> for none.</param>
    /// <param name="text">The whole text.</param>
    /// <param name="document">The document.</param>
    /// <param name="element">The same, parsed.</param>
    internal void Take(string file, byte[] text, ManifestDocument document, JsonElement element)
    {
        var fields = new DocumentFields(file, Encoding.UTF8.GetString(text), document, faults);
        var before = faults.Count;
        fields.Only(element, [], "apiVersion", "kind", "metadata", "spec");
        if (element.GetProperty("apiVersion").GetString() != ApiVersion)
        {
            fields.Refuse(["apiVersion"], $"is not known; there is {ApiVersion}");
        }

        var kind = fields.Text(element, "kind");
        if (kind is not (null or InstanceKind or LibraryKind))
        {
            fields.Refuse(["kind"], $"'{kind}' is not known{NearestName.Hint(kind, [InstanceKind, LibraryKind])}");
        }

        var metadata = fields.Map(element, "metadata");
        fields.Only(metadata, ["metadata"], "name", "labels", "annotations");
        var name = fields.Text(metadata, "metadata", "name");
        if (name is not null && Names.ExplainDnsLabel(name) is { } wrong)
        {
            fields.Refuse(["metadata", "name"], wrong);
        }

        var spec = fields.Map(element, "spec");
        var folder = file == "stdin" ? Directory.GetCurrentDirectory() : Path.GetDirectoryName(file)!;
        if (kind == InstanceKind)
        {
            Instance(fields, before, spec, name, folder);
        }
        else if (kind == LibraryKind)
        {
            Library(fields, before, spec, name, folder);
        }
    }

    private void Instance(DocumentFields fields, int before, JsonElement spec, string? name, string folder)
    {
        fields.Only(spec, ["spec"], "module", "library", "parameters");
        var module = spec.TryGetProperty("module", out _) ? fields.Module(spec, folder) : null;
        var library = spec.TryGetProperty("library", out _) ? fields.Text(spec, "spec", "library") : null;
        if (spec.TryGetProperty("module", out _) == spec.TryGetProperty("library", out _))
        {
            fields.Refuse(["spec"], "names one module, either a file (module: ./storefront.js) or a library of the workspace (library: retail-storefront@1.2.0)");
        }

        if (library is not null && LibraryReference.Explain(library) is { } wrong)
        {
            fields.Refuse(["spec", "library"], $"'{library}' {wrong}");
        }

        SortedDictionary<string, JsonElement>? parameters = null;
        if (spec.TryGetProperty("parameters", out _))
        {
            parameters = new(fields.Map(spec, "spec", "parameters").EnumerateObject().ToDictionary(member => member.Name, member => member.Value), StringComparer.Ordinal);
        }

        if (faults.Count == before)
        {
            Instances.Add(new PolicyInstance(fields.Source, name!, folder, module, library, parameters)
            {
                PlaceOf = value => parameters?.ContainsKey(value) == true ? fields.Place("spec", "parameters", value) : fields.Place("spec", module is null ? "library" : "module"),
            });
        }
    }

    private void Library(DocumentFields fields, int before, JsonElement spec, string? name, string folder)
    {
        fields.Only(spec, ["spec"], "version", "module");
        var version = fields.Text(spec, "spec", "version");
        var module = fields.Module(spec, folder);
        if (name == LibraryReference.Reserved)
        {
            fields.Refuse(["metadata", "name"], $"'{name}' is the platform's own");
        }

        if (version is not null && SemanticVersion.Explain(version) is { } wrong)
        {
            fields.Refuse(["spec", "version"], $"'{version}' {wrong}");
        }

        if (faults.Count == before)
        {
            Libraries.Add(new PolicyLibrary(fields.Source, new LibraryReference(name!, version!), module!));
        }
    }
}

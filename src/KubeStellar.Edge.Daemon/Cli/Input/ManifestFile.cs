using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Kubernetes.Yaml;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>Reads the objects of one file with the rules that the hub applies as well; every fault names document and field.</summary>
internal sealed class ManifestFile(string space, List<InputObject> objects, PolicyDocuments policies, Faults faults)
{
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = ObjectLimits.MaxDepth };

    internal void Read(string file, byte[] text)
    {
        IReadOnlyList<ManifestDocument> documents;
        try
        {
            documents = ManifestReader.Read(text);
        }
        catch (ManifestRefusedException error)
        {
            faults.Add($"{file}:{error.Line}:{error.Column}: document {error.Document}", error.Path, error.Reason);
            return;
        }

        foreach (var document in documents)
        {
            var element = JsonElement.Parse(document.CanonicalJson, Depth);
            if (PolicyDocuments.Mine(element))
            {
                policies.Take(file, text, document, element);
            }
            else
            {
                Add($"{file}: document {document.Index}", document, element);
            }
        }
    }

    private void Add(string source, ManifestDocument document, JsonElement element)
    {
        var canonical = document.CanonicalJson;
        var errors = ObjectRules.Check(element);
        foreach (var error in errors)
        {
            faults.Add($"{source} (line {document.Line})", error.Path, error.Message);
        }

        if (errors.Count > 0)
        {
            return;
        }

        var key = ObjectKey.OfObject(element);
        if (NamespaceFill.Wanted(key))
        {
            canonical = NamespaceFill.Fill(element, space);
            element = JsonElement.Parse(canonical, Depth);
            key = key with { Namespace = space };
        }

        objects.Add(new InputObject(source, key, element, canonical));
    }
}

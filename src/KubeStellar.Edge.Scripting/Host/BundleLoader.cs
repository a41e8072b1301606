using KubeStellar.Edge.Contracts.Records;
using Microsoft.ClearScript;
using Microsoft.ClearScript.JavaScript;

namespace KubeStellar.Edge.Scripting.Host;

/// <summary>
/// Resolves <c>kubestellar</c> and the files of one bundle. Anything else is answered with a module that throws, not with an exception:
/// a host exception that reaches a script would show it the host's paths.
/// </summary>
internal sealed class BundleLoader(PolicyBundle bundle) : DocumentLoader
{
    private const string Library = "kubestellar";
    private readonly Dictionary<string, Document> _documents = [];

    /// <summary>The first import that was refused: what, and in which file.</summary>
    internal (string Specifier, string File)? Refused { get; private set; }

    /// <inheritdoc/>
    public override Task<Document> LoadDocumentAsync(DocumentSettings settings, DocumentInfo? sourceInfo, string specifier, DocumentCategory category, DocumentContextCallback contextCallback)
    {
        var from = sourceInfo?.Name ?? "";
        var name = specifier == Library ? Library : Resolve(from, specifier);
        string code;
        if (name == Library)
        {
            code = Sources.Library;
        }
        else if (name is not null && bundle.Files.TryGetValue(name, out var file))
        {
            code = file;
        }
        else
        {
            Refused ??= (specifier, from);
            name = "refused";
            code = "throw new TypeError('this import is refused');";
        }

        if (!_documents.TryGetValue(name, out var document))
        {
            document = new StringDocument(new DocumentInfo(name) { Category = ModuleCategory.Standard }, code);
            _documents[name] = document;
        }

        return Task.FromResult(document);
    }

    /// <summary>The file that a specifier means, seen from a file; null when it leaves the bundle or is not relative.</summary>
    private static string? Resolve(string from, string specifier)
    {
        if (!specifier.StartsWith("./", StringComparison.Ordinal) && !specifier.StartsWith("../", StringComparison.Ordinal))
        {
            return null;
        }

        var steps = new List<string>(from.Split('/')[..^1]);
        foreach (var step in specifier.Split('/'))
        {
            if (step == "..")
            {
                if (steps.Count == 0)
                {
                    return null;
                }

                steps.RemoveAt(steps.Count - 1);
            }
            else if (step != ".")
            {
                steps.Add(step);
            }
        }

        return string.Join('/', steps);
    }
}

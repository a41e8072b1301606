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
    private const string LibraryFolder = "kubestellar:";
    private readonly Dictionary<string, Document> _documents = [];

    /// <summary>The first import that was refused: what, and in which file.</summary>
    internal (string Specifier, string File)? Refused { get; private set; }

    /// <inheritdoc/>
    public override Task<Document> LoadDocumentAsync(DocumentSettings settings, DocumentInfo? sourceInfo, string specifier, DocumentCategory category, DocumentContextCallback contextCallback)
    {
        var from = sourceInfo?.Name ?? "";
        var (name, code) = Find(from, specifier);
        if (code is null)
        {
            Refused ??= (specifier, from);
            (name, code) = ("refused", "throw new TypeError('this import is refused');");
        }

        if (!_documents.TryGetValue(name, out var document))
        {
            document = new StringDocument(new DocumentInfo(name) { Category = ModuleCategory.Standard }, code);
            _documents[name] = document;
        }

        return Task.FromResult(document);
    }

    /// <summary>What a specifier means, seen from a file, and its text; no text when there is nothing of that name.</summary>
    private (string Name, string? Code) Find(string from, string specifier)
    {
        if (specifier == Library)
        {
            return (LibraryFolder + "index.js", Sources.Library[LibraryFolder + "index.js"]);
        }

        var inLibrary = Sources.Library.ContainsKey(from);
        var name = Resolve(inLibrary ? from[LibraryFolder.Length..] : from, specifier);
        return name is null ? ("", null)
            : inLibrary ? (LibraryFolder + name, Sources.Library.GetValueOrDefault(LibraryFolder + name))
            : (name, bundle.Files.TryGetValue(name, out var file) ? file : null);
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

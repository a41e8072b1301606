using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Modules;
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
    private readonly Dictionary<string, StringDocument> _documents = [];

    /// <summary>The first import that was refused: what, and in which file.</summary>
    internal (string Specifier, string File)? Refused { get; private set; }

    /// <inheritdoc/>
    public override Task<Document> LoadDocumentAsync(DocumentSettings settings, DocumentInfo? sourceInfo, string specifier, DocumentCategory category, DocumentContextCallback contextCallback)
    {
        var from = sourceInfo is { Uri: { } uri } ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : sourceInfo?.Name ?? "";
        var (name, code) = Find(from, specifier);
        if (code is null)
        {
            Refused ??= (specifier, from);
            (name, code) = ("refused", "throw new TypeError('this import is refused');");
        }

        return Task.FromResult<Document>(Module(name, code));
    }

    /// <summary>All that may be imported: the library's modules and the bundle's.</summary>
    internal IEnumerable<StringDocument> Modules() =>
        Sources.Library.Concat(bundle.Files.Where(file => ModulePaths.IsModule(file.Key))).Select(file => Module(file.Key, file.Value));

    private StringDocument Module(string name, string code)
    {
        if (!_documents.TryGetValue(name, out var document))
        {
            document = new StringDocument(new DocumentInfo(Address(name)) { Category = ModuleCategory.Standard }, code);
            _documents[name] = document;
        }

        return document;
    }

    /// <summary>Stack traces show a document's address; of a plain name they would show the last part only.</summary>
    private static Uri Address(string name) =>
        new("kse:/" + name.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3F", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal));

    /// <summary>What a specifier means, seen from a file, and its text; no text when there is nothing of that name.</summary>
    private (string Name, string? Code) Find(string from, string specifier)
    {
        if (specifier == Library)
        {
            return (LibraryFolder + "index.js", Sources.Library[LibraryFolder + "index.js"]);
        }

        // The library's own modules see each other, and a policy's files never see them.
        if (Sources.Library.ContainsKey(from))
        {
            var name = LibraryFolder + ModulePaths.Join(from[LibraryFolder.Length..], specifier);
            return (name, Sources.Library.GetValueOrDefault(name));
        }

        return ModuleNames.Resolve(bundle.Files, from, specifier) is { } file ? (file, bundle.Files[file]) : ("", null);
    }
}

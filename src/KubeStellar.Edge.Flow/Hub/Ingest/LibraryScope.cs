using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Modules;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>The shared libraries of a workspace, with those that the request at hand brings.</summary>
internal sealed class LibraryScope(string workspace, IHubInventory inventory) : ILibrarySource
{
    private readonly Dictionary<LibraryReference, PolicyBundle> _brought = [];

    /// <inheritdoc/>
    public string Name => $"the workspace {workspace}";

    /// <inheritdoc/>
    public IReadOnlyCollection<LibraryReference> Known =>
        [.. inventory.Libraries.Where(library => library.Workspace == workspace).Select(library => KeyOf(library).Library).Union(_brought.Keys)];

    /// <inheritdoc/>
    public string Remedy(LibraryReference library) => $"apply it first: kse apply --library {library} -f FILE";

    internal static LibraryKey KeyOf(LibraryRecord library) => new(library.Workspace, new LibraryReference(library.Name, library.Version));

    /// <inheritdoc/>
    public PolicyBundle? Find(LibraryReference library) => _brought.GetValueOrDefault(library) ?? inventory.Library(new LibraryKey(workspace, library))?.Bundle;

    /// <summary>Adds a library of the request; false when it is there already.</summary>
    internal bool Bring(LibraryReference library, PolicyBundle bundle) => _brought.TryAdd(library, bundle);
}

using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Modules;

/// <summary>Where shared libraries are looked up: a workspace, or a folder.</summary>
public interface ILibrarySource
{
    /// <summary>How people call the place, for example <c>the workspace default</c>.</summary>
    string Name { get; }

    /// <summary>What to do about a library that is not there, a sentence without a full stop.</summary>
    string Remedy(LibraryReference library);

    /// <summary>All that are there.</summary>
    IReadOnlyCollection<LibraryReference> Known { get; }

    /// <summary>A library's own files; null when it is not there.</summary>
    PolicyBundle? Find(LibraryReference library);
}

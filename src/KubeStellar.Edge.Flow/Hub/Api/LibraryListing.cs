using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Modules;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary><c>libraries</c>: the library records with <c>imports</c> (libraries that they import) and <c>usedBy</c> (policies that carry a copy). Named by <c>name</c> or <c>name@version</c>.</summary>
internal sealed class LibraryListing(IHubInventory inventory) : IListing
{
    /// <inheritdoc/>
    public string Resource => "libraries";

    /// <inheritdoc/>
    public bool OfWorkspaces => true;

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token)
    {
        scope.NoSelector();
        return inventory.Libraries
            .Where(library => library.Workspace == scope.Workspace && (scope.Query.Name.Length == 0 || scope.Query.Name == library.Name || scope.Query.Name == NameOf(library).ToString()))
            .Select(library => new ListedItem(NameOf(library).ToString(), () => ApiReplies.Element(Shown(library))))
            .OrderBy(item => item.Key, StringComparer.Ordinal)
            .ToAsyncEnumerable();
    }

    private static LibraryReference NameOf(LibraryRecord library) => new(library.Name, library.Version);

    private JsonObject Shown(LibraryRecord library)
    {
        var node = ApiReplies.Node(library, ContractsJson.Default.LibraryRecord);
        node["imports"] = Texts(library.Bundle.Files.Values.SelectMany(LibraryLinker.ImportsOf).Select(import => import.Library.ToString()).Distinct());
        node["usedBy"] = Texts(LibraryUsers.Policies(inventory, library.Workspace, NameOf(library)));
        return node;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Order(StringComparer.Ordinal).Select(text => JsonValue.Create(text))];
}

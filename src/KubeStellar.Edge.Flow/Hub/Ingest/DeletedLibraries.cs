using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Modules;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>Which libraries a request may delete: those that nothing of the workspace names any more once the request is done.</summary>
internal static class DeletedLibraries
{
    /// <summary>Keys of those that are there.</summary>
    internal static List<LibraryKey> Find(IHubInventory inventory, string workspace, IEnumerable<string> names, List<ApiFault> faults)
    {
        var keys = new List<LibraryKey>();
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (LibraryReference.TryParse(name, out var library) && inventory.Library(new LibraryKey(workspace, library)) is not null)
            {
                keys.Add(new LibraryKey(workspace, library));
            }
            else
            {
                faults.Add(new ApiFault(name, "", LibraryReference.Explain(name) is { } wrong ? $"{name} {wrong}" : $"{workspace} has no library {name}"));
            }
        }

        return keys;
    }

    /// <summary>Who uses one of them and stays; throws when anyone does.</summary>
    internal static void CheckUnused(IHubInventory inventory, string workspace, IReadOnlyCollection<LibraryKey> libraries, IReadOnlyCollection<PolicyKey> policies)
    {
        var faults = new List<ApiFault>();
        foreach (var library in libraries.Select(key => key.Library))
        {
            var users = LibraryUsers.Policies(inventory, workspace, library).Where(name => !policies.Contains(new PolicyKey(workspace, name))).Select(name => $"the policy {name}")
                .Concat(LibraryUsers.Libraries(inventory, workspace, library).Where(user => !libraries.Contains(new LibraryKey(workspace, user))).Select(user => $"the library {user}"))
                .ToList();
            if (users.Count > 0)
            {
                faults.Add(new ApiFault(library.ToString(), "", $"is used by {string.Join(", ", users)}; delete or change {(users.Count == 1 ? "it" : "them")} first"));
            }
        }

        if (faults.Count > 0)
        {
            throw new RequestRefusedException(new ApiError("conflict", "a library that is in use stays; nothing was deleted", faults));
        }
    }
}

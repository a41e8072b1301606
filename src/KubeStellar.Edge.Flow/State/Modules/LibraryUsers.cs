using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.State.Modules;

/// <summary>Who uses a shared library.</summary>
internal static class LibraryUsers
{
    /// <summary>Names of the policies that carry a copy, be it imported by themselves or by another library.</summary>
    internal static IEnumerable<string> Policies(IHubInventory inventory, string workspace, LibraryReference library) =>
        inventory.Policies
            .Where(policy => policy.Workspace == workspace && policy.Bundle.Files.Keys.Any(file => file.StartsWith($"{library}/", StringComparison.Ordinal)))
            .Select(policy => policy.Name);

    /// <summary>Libraries that import it themselves.</summary>
    internal static IEnumerable<LibraryReference> Libraries(IHubInventory inventory, string workspace, LibraryReference library) =>
        inventory.Libraries
            .Where(other => other.Workspace == workspace && other.Bundle.Files.Values.SelectMany(LibraryLinker.ImportsOf).Any(import => import.Library == library))
            .Select(other => new LibraryReference(other.Name, other.Version))
            .OrderBy(other => other.ToString(), StringComparer.Ordinal);
}

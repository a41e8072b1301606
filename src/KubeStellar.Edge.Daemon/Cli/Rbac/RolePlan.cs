using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Daemon.Cli.Rbac;

/// <summary>
/// The least that the target <c>kubernetes</c> needs for a tree: it reads and watches the kinds that are placed, makes and changes objects by server-side apply (<c>patch</c>, and
/// <c>create</c> for what is not there yet) and removes them. Equal trees give equal roles.
/// </summary>
internal static class RolePlan
{
    private const string RbacGroup = "rbac.authorization.k8s.io";
    private static readonly string[] Verbs = ["get", "list", "watch", "create", "patch", "delete"];

    /// <summary>The roles, and their bindings when somebody is to have them.</summary>
    /// <param name="tree">What is placed.</param>
    /// <param name="name">Name of all of them.</param>
    /// <param name="account">Whom they are for; null for no bindings.</param>
    /// <param name="namespaced">Whether objects in namespaces are granted per namespace. The target then watches them per namespace too.</param>
    internal static IReadOnlyList<RoleDocument> Make(PlacedTree tree, string name, (string Namespace, string Name)? account, bool namespaced)
    {
        var spaces = namespaced ? tree.Objects.Select(key => key.Namespace).Where(space => space.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList() : [];
        var documents = new List<RoleDocument> { new("ClusterRole", name, "", [.. Rules([.. tree.Objects.Where(key => !namespaced || key.Namespace.Length == 0)], tree), .. Optional(tree)], null, Header(tree)) };
        documents.AddRange(spaces.Select(space => new RoleDocument("Role", name, space, Rules([.. tree.Objects.Where(key => key.Namespace == space)], tree), null, [])));
        if (account is not null)
        {
            documents.Add(new RoleDocument("ClusterRoleBinding", name, "", [], account, []));
            documents.AddRange(spaces.Select(space => new RoleDocument("RoleBinding", name, space, [], account, [])));
        }

        return documents;
    }

    private static List<string> Header(PlacedTree tree) =>
    [
        $"What edge {tree.Edge} needs for its root {tree.Version}: {tree.Objects.Count} objects of {tree.Objects.Select(key => (key.Group, key.Kind)).Distinct().Count()} kinds.",
        "Of what is to be removed the kind is needed until it is gone: apply a role with fewer rules after that.",
    ];

    private static List<RoleRule> Rules(IReadOnlyList<ObjectKey> objects, PlacedTree tree) =>
    [
        .. objects.Select(key => (key.Group, key.Kind)).Distinct().GroupBy(kind => kind.Group).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
        {
            var resources = group.Select(kind => (kind.Kind, Name: ResourceNames.Of(kind.Group, kind.Kind, tree.Definitions))).OrderBy(kind => kind.Name.Resource, StringComparer.Ordinal).ToList();
            return new RoleRule(group.Key, [.. resources.Select(kind => kind.Name.Resource).Distinct()], Verbs,
            [
                .. resources.Where(kind => kind.Name.Guessed)
                    .Select(kind => $"{kind.Name.Resource} is a guess from the kind {kind.Kind}, whose definition is not placed along: 'kubectl api-resources' knows."),
            ]);
        }),
    ];

    private static IEnumerable<RoleRule> Optional(PlacedTree tree)
    {
        foreach (var (kinds, verb) in new[] { ((string[])["ClusterRole", "Role"], "escalate"), (["ClusterRoleBinding", "RoleBinding"], "bind") })
        {
            if (tree.Objects.Any(key => key.Group == RbacGroup && kinds.Contains(key.Kind)))
            {
                yield return new RoleRule(RbacGroup, ["clusterroles", "roles"], [verb],
                [
                    $"Nobody may {(verb == "bind" ? "give away" : "write")} a role that grants more than the writer holds, unless with the verb '{verb}'.",
                    "So grant the edge what these roles grant, or, if it may grant anything, take this rule up:",
                ], Optional: true);
            }
        }

        yield return new RoleRule("", ["events", "pods"], ["get", "list"],
            ["Read only, for the reason of a stuck object in its report; take it up if reports should have it:"], Optional: true);
    }
}

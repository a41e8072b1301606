using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Daemon.Cli.Rbac;

/// <summary>
/// The least that the target <c>kubernetes</c> needs for a tree: it reads and watches the kinds that are placed, makes and changes objects by server-side apply (<c>patch</c>, and
/// <c>create</c> for what is not there yet) and removes them. What it writes as another user (<c>kse edge --impersonate</c>), that user needs to write. Equal trees give equal roles.
/// </summary>
internal static class RolePlan
{
    private const string RbacGroup = "rbac.authorization.k8s.io";
    private static readonly string[] Read = ["get", "list", "watch"];
    private static readonly string[] Write = ["create", "patch", "delete"];

    /// <summary>The roles, and their bindings when somebody is to have them.</summary>
    /// <param name="tree">What is placed.</param>
    /// <param name="name">Name of all of them.</param>
    /// <param name="account">Who the edge is; null for no bindings of its roles.</param>
    /// <param name="namespaced">Whether objects in namespaces are granted per namespace. The target then watches them per namespace too.</param>
    /// <param name="users">Who the edge writes as, by workspace; the others' objects it writes as itself.</param>
    internal static IReadOnlyList<RoleDocument> Make(
        PlacedTree tree, string name, (string Namespace, string Name)? account, bool namespaced, IReadOnlyDictionary<string, string>? users = null)
    {
        var others = (users ?? new Dictionary<string, string>()).OrderBy(user => user.Key, StringComparer.Ordinal).ToList();
        var own = tree.Objects.Select(one => (one.Key, Verbs: others.Exists(user => user.Key == one.Workspace) ? Read : [.. Read, .. Write])).ToList();
        var documents = Documents(tree, name, own, account is { } it ? new RoleSubject("ServiceAccount", it.Namespace, it.Name) : null, namespaced);
        documents[0] = documents[0] with { Notes = Header(tree), Rules = [.. documents[0].Rules, .. Carried(tree), .. Impersonation(others.Select(user => user.Value)), .. Optional(tree)] };
        foreach (var (workspace, user) in others)
        {
            var written = tree.Objects.Where(one => one.Workspace == workspace).Select(one => (one.Key, Write)).ToList();
            if (written.Count > 0)
            {
                var more = Documents(tree, $"{name}-{workspace}", written, new RoleSubject("User", "", user), namespaced);
                more[0] = more[0] with { Notes = [$"What the edge writes as {user}: the objects of workspace {workspace}."] };
                documents.AddRange(more);
            }
        }

        return documents;
    }

    private static List<RoleDocument> Documents(PlacedTree tree, string name, IReadOnlyList<(ObjectKey Key, string[] Verbs)> objects, RoleSubject? subject, bool namespaced)
    {
        var spaces = namespaced ? objects.Select(one => one.Key.Namespace).Where(space => space.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList() : [];
        List<RoleDocument> documents =
        [
            new("ClusterRole", name, "", Rules(objects.Where(one => !namespaced || one.Key.Namespace.Length == 0), tree), null, []),
            .. spaces.Select(space => new RoleDocument("Role", name, space, Rules(objects.Where(one => one.Key.Namespace == space), tree), null, [])),
        ];
        if (subject is not null)
        {
            documents.Add(new RoleDocument("ClusterRoleBinding", name, "", [], subject, []));
            documents.AddRange(spaces.Select(space => new RoleDocument("RoleBinding", name, space, [], subject, [])));
        }

        return documents;
    }

    private static List<string> Header(PlacedTree tree) =>
    [
        $"What edge {tree.Edge} needs for its root {tree.Version}: {tree.Objects.Count} objects of {tree.Objects.Select(one => (one.Key.Group, one.Key.Kind)).Distinct().Count()} kinds.",
        "Of what is to be removed the kind is needed until it is gone: apply a role with fewer rules after that.",
    ];

    /// <summary>One rule for all kinds of a group that need the same.</summary>
    private static List<RoleRule> Rules(IEnumerable<(ObjectKey Key, string[] Verbs)> objects, PlacedTree tree) =>
    [
        .. objects.GroupBy(one => (one.Key.Group, one.Key.Kind), one => one.Verbs)
            .Select(kind => (kind.Key.Group, kind.Key.Kind, Name: ResourceNames.Of(kind.Key.Group, kind.Key.Kind, tree.Definitions), Verbs: kind.MaxBy(verbs => verbs.Length)!))
            .GroupBy(kind => (kind.Group, Verbs: kind.Verbs.Length)).OrderBy(rule => rule.Key.Group, StringComparer.Ordinal).ThenByDescending(rule => rule.Key.Verbs)
            .Select(rule =>
            {
                var kinds = rule.OrderBy(kind => kind.Name.Resource, StringComparer.Ordinal).ToList();
                return new RoleRule(rule.Key.Group, [.. kinds.Select(kind => kind.Name.Resource).Distinct()], kinds[0].Verbs,
                [
                    .. kinds.Where(kind => kind.Name.Guessed)
                        .Select(kind => $"{kind.Name.Resource} is a guess from the kind {kind.Kind}, whose definition is not placed along: 'kubectl api-resources' knows."),
                ]);
            }),
    ];

    /// <summary>Objects that are born there are looked for by one list and watch over all namespaces, whatever namespaces a rule names: a Role in these would not do.</summary>
    private static IEnumerable<RoleRule> Carried(PlacedTree tree) =>
        Rules(tree.Carried.Select(kind => (new ObjectKey(kind.Group, kind.Kind, "", "any"), Read)), tree).Select(rule => rule with { Notes = ["Read only: what a policy carries up (upsync).", .. rule.Notes] });

    // https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
    private static IEnumerable<RoleRule> Impersonation(IEnumerable<string> users) =>
        users.Distinct().Order(StringComparer.Ordinal).ToList() is { Count: > 0 } names ? [new RoleRule("", ["users"], ["impersonate"], []) { Names = names }] : [];

    private static IEnumerable<RoleRule> Optional(PlacedTree tree)
    {
        foreach (var (kinds, verb) in new[] { ((string[])["ClusterRole", "Role"], "escalate"), (["ClusterRoleBinding", "RoleBinding"], "bind") })
        {
            if (tree.Objects.Any(one => one.Key.Group == RbacGroup && kinds.Contains(one.Key.Kind)))
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

namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>Roles of users in workspaces. What each may ask is in <see cref="Api.RoleVerbs"/>.</summary>
public static class Roles
{
    /// <summary>Reads.</summary>
    public const string Viewer = "viewer";

    /// <summary>Applies and deletes workload objects, libraries and policies.</summary>
    public const string Author = "author";

    /// <summary>Steers rollouts and confirms what the guard holds.</summary>
    public const string Operator = "operator";

    /// <summary>All of that, and users; in all workspaces also edges, tokens and the rules of workspaces.</summary>
    public const string Admin = "admin";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, Author, Operator, Admin];
}

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>Verbs of the hub's API, <c>kse.api.&lt;workspace&gt;.&lt;verb&gt;</c>; verbs of the fleet are asked at <see cref="Wire.Subjects.Fleet"/>. Which role may ask which is in <see cref="RoleVerbs"/>.</summary>
public static class ApiVerbs
{
    /// <summary><see cref="ApplyRequest"/> to <see cref="ApplyResult"/>.</summary>
    public const string Apply = "apply";

    /// <summary><see cref="DeleteRequest"/> to <see cref="ApplyResult"/>.</summary>
    public const string Delete = "delete";

    /// <summary><see cref="GetQuery"/> to <see cref="ItemsResult"/>.</summary>
    public const string Get = "get";

    /// <summary><see cref="ExplainRequest"/> to <see cref="ExplainResult"/>.</summary>
    public const string Explain = "explain";

    /// <summary><see cref="ApplyRequest"/> to <see cref="ItemsResult"/> of what would change.</summary>
    public const string Diff = "diff";

    /// <summary><see cref="ApplyRequest"/> to <see cref="PreviewResult"/>: the same as <see cref="Diff"/>, grouped, with what it would cost and what would stall.</summary>
    public const string Preview = "preview";

    /// <summary><see cref="ContentRequest"/> to <see cref="ContentResult"/>.</summary>
    public const string Content = "content";

    /// <summary><see cref="EdgeEditRequest"/> to <see cref="ItemsResult"/> of one edge.</summary>
    public const string Edge = "edge";

    /// <summary><see cref="TokenRequest"/> to <see cref="TokenResult"/>.</summary>
    public const string Token = "token";

    /// <summary><see cref="ConfirmRequest"/> to <see cref="ItemsResult"/>.</summary>
    public const string Confirm = "confirm";

    /// <summary><see cref="RolloutRequest"/> to <see cref="RolloutResult"/>.</summary>
    public const string Rollout = "rollout";

    /// <summary>Raw bytes (a stored chunk of a content) to an empty <see cref="ItemsResult"/>; for objects that do not fit one message.</summary>
    public const string Blob = "blob";

    /// <summary>Empty to <see cref="InfoResult"/>.</summary>
    public const string Info = "info";

    /// <summary><see cref="AuditRequest"/> to <see cref="AuditResult"/>: the audit stream as it lies, of all workspaces.</summary>
    public const string Audit = "audit";

    /// <summary><see cref="RolloutRequest"/> that only looks (<see cref="RolloutActions.Status"/>, <see cref="RolloutActions.Plan"/>) to <see cref="RolloutResult"/>: a verb of its own, so that who may look need not be able to steer.</summary>
    public const string RolloutStatus = "rollout-status";

    /// <summary><see cref="UserRequest"/> to <see cref="UserResult"/>.</summary>
    public const string User = "user";

    /// <summary><see cref="WorkspaceRequest"/> to <see cref="ItemsResult"/> of one workspace.</summary>
    public const string Workspace = "workspace";

    /// <summary><see cref="KeysRequest"/> to <see cref="KeysResult"/>.</summary>
    public const string Keys = "keys";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Apply, Delete, Get, Explain, Diff, Preview, Content, Edge, Token, Confirm, Rollout, RolloutStatus, Blob, Info, Audit, User, Workspace, Keys];
}

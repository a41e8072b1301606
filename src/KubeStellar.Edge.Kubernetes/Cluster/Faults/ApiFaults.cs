using System.Text.RegularExpressions;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;

namespace KubeStellar.Edge.Kubernetes.Cluster.Faults;

/// <summary>Turns replies that are no success into outcomes; pure. Whatever may pass by itself is waited for; what somebody must change stalls.</summary>
internal static partial class ApiFaults
{
    internal const string Terminating = "Terminating";

    /// <param name="reply">The reply.</param>
    /// <param name="kind">The kind that it is about.</param>
    /// <param name="space">The namespace; empty for none.</param>
    /// <param name="verb">What was asked: <c>patch</c>, <c>delete</c>, <c>get</c>.</param>
    internal static TargetOutcome Outcome(ApiReply reply, KindInfo kind, string space, string verb)
    {
        var status = reply.Status;
        var text = FaultText.Of(status, kind, $"the server answered {reply.Code}");
        if (status.Message.Contains("admission webhook", StringComparison.Ordinal) && status.Message.Contains("denied the request", StringComparison.Ordinal))
        {
            return Stalled("WebhookDenied", text);
        }

        if (status.Message.Contains("failed calling webhook", StringComparison.Ordinal))
        {
            return Waiting("WebhookUnavailable", text);
        }

        return reply.Code switch
        {
            0 => Waiting("Unreachable", FaultText.Cut(reply.Trouble)),
            401 => Waiting("Unauthorized", "the API server does not take this edge's credentials"),
            403 => Forbidden(status, text, kind, space, verb),
            404 => Missing(status, text, kind, space),
            409 => Waiting("Changed", text),
            429 => Waiting("TooManyRequests", $"the API server has too much to do; it asked to wait{(reply.RetryAfter is { } after ? $" {Math.Ceiling(after.TotalSeconds):0} s" : "")}"),
            400 or 422 => Stalled("Invalid", text),
            413 => Stalled("TooLarge", "the API server does not take a request of this size"),
            405 or 406 or 415 => Stalled("Unsupported", text),
            500 when IsSchema(status.Message) => Stalled("Invalid", text),
            >= 500 when status.Message.Contains("etcdserver", StringComparison.Ordinal) => Waiting("StorageUnavailable", text),
            >= 500 => Waiting("ServerError", text),
            _ => Stalled("Refused", text),
        };
    }

    /// <summary>A kind that cannot be found.</summary>
    internal static TargetOutcome Unknown(KindLookup lookup, string apiVersion, string kind) => lookup.Fault is { } fault
        ? Outcome(fault, new KindInfo("", "", kind, "", false, false), "", "get") is { Kind: TargetOutcomeKind.Waiting } waiting
            ? waiting
            : Waiting("KindUnknown", $"the API server does not say whether it has {apiVersion} {kind}: {fault.Code}")
        : Waiting("KindUnknown", lookup.Others.Count > 0
            ? $"the API server has no {kind} of {apiVersion}; it has {string.Join(", ", lookup.Others)}"
            : $"the API server has no {kind} of {apiVersion}; its CustomResourceDefinition may still come");

    /// <summary>An object that is going away.</summary>
    internal static TargetOutcome Leaving(IReadOnlyList<string> finalizers) => Waiting(
        Terminating, finalizers.Count > 0 ? $"it is being deleted, and waits for its finalizers: {string.Join(", ", finalizers)}" : "it is being deleted");

    internal static TargetOutcome Waiting(string reason, string message) => new(TargetOutcomeKind.Waiting, false, reason, message);

    internal static TargetOutcome Stalled(string reason, string message) => new(TargetOutcomeKind.Stalled, false, reason, message);

    /// <summary>Conflicts of fields in a 409, each with its manager; none when it is another 409.</summary>
    internal static IReadOnlyList<(string Field, string Manager)> FieldConflicts(ApiStatus status) =>
        [.. status.Causes.Where(cause => cause.Reason == "FieldManagerConflict").Select(cause => (cause.Field, ManagerOf().Match(cause.Message) is { Success: true } match ? match.Groups[1].Value : "?"))];

    /// <summary>Fields of a refusal that cannot be changed once the object is there; none when that is not what is wrong.</summary>
    internal static IReadOnlyList<string> Immutables(ApiStatus status) =>
        [.. status.Causes.Where(cause => Immutable().IsMatch(cause.Message)).Select(cause => cause.Field).Where(field => field.Length > 0).Distinct()];

    /// <summary>Whether nothing but such fields is wrong.</summary>
    internal static bool IsAllImmutable(ApiStatus status) => status.Causes.Count > 0 && status.Causes.All(cause => Immutable().IsMatch(cause.Message));

    /// <summary>Whether the server has another object, or none, under the uid that was meant.</summary>
    internal static bool IsAnother(ApiReply reply, ApiStatus status) =>
        (reply.Code == 422 && status.Causes.Any(cause => cause.Field == "metadata.uid"))
        || (reply.Code == 409 && (status.Message.Contains("uid mismatch", StringComparison.Ordinal) || status.Message.Contains("Precondition failed", StringComparison.Ordinal)));

    private static TargetOutcome Forbidden(ApiStatus status, string text, KindInfo kind, string space, string verb)
    {
        var message = status.Message;
        if (message.Contains("exceeded quota", StringComparison.Ordinal) || message.Contains("failed quota", StringComparison.Ordinal))
        {
            return Waiting("QuotaExceeded", text);
        }

        if (message.Contains("being terminated", StringComparison.Ordinal) || status.Causes.Any(cause => cause.Reason == "NamespaceTerminating"))
        {
            return Waiting("NamespaceTerminating", $"the namespace {space} is being deleted");
        }

        if (Denied().Match(message) is { Success: true } denied)
        {
            // With a webhook or an escalation check the server may want another verb than ours.
            var where = space.Length > 0 ? $" in the namespace {space}" : "";
            return Stalled("Forbidden", $"this edge may not {denied.Groups[1].Value} {denied.Groups[2].Value} of the API group \"{denied.Groups[3].Value}\"{where}; its role needs that verb");
        }

        return Stalled("Forbidden", message.Length > 0 ? text : $"this edge may not {verb} {kind.Resource} of the API group \"{kind.Group}\"{(space.Length > 0 ? $" in the namespace {space}" : "")}");
    }

    private static TargetOutcome Missing(ApiStatus status, string text, KindInfo kind, string space) =>
        space.Length > 0 && (status.Kind == "namespaces" || status.Message.StartsWith("namespaces ", StringComparison.Ordinal))
            ? Waiting("NamespaceMissing", $"the namespace {space} is not there")
            : status.Reason == "NotFound" && status.Kind.Length > 0 && status.Kind != kind.Resource ? Waiting("NotFound", text)
            : Waiting("KindUnknown", $"the API server no longer has {kind.ApiVersion} {kind.Kind}");

    private static bool IsSchema(string message) =>
        message.Contains("failed to create typed patch object", StringComparison.Ordinal) || message.Contains("not declared in schema", StringComparison.Ordinal)
        || message.Contains("failed to convert", StringComparison.Ordinal) || message.Contains("duplicate entries for key", StringComparison.Ordinal);

    [GeneratedRegex("^conflict with \"([^\"]*)\"")]
    private static partial Regex ManagerOf();

    [GeneratedRegex("cannot ([a-z]+) resource \"([^\"]*)\" in API group \"([^\"]*)\"")]
    private static partial Regex Denied();

    [GeneratedRegex("immutable|updates to .* for fields other than|may not change once set|cannot change roleRef|may not change fields other than|is immutable after creation", RegexOptions.IgnoreCase)]
    private static partial Regex Immutable();
}

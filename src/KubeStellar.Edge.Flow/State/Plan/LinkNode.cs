using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>An object or a policy of a workspace, as something that others wait for.</summary>
/// <param name="Object">The object; the default of a policy.</param>
/// <param name="Policy">The policy; empty of an object.</param>
internal readonly record struct LinkNode(ObjectKey Object, string Policy)
{
    public static LinkNode Of(ObjectKey key) => new(key, "");

    public static LinkNode Of(string policy) => new(default, policy);

    public override string ToString() => Policy.Length > 0 ? $"policy/{Policy}"
        : Object.Namespace.Length > 0 ? $"{Object.Kind}/{Object.Namespace}/{Object.Name}"
        : $"{Object.Kind}/{Object.Name}";
}

namespace KubeStellar.Edge.Analysis.Lint;

/// <summary>The rules by id, with what each is about in one sentence.</summary>
public static class LintRules
{
    internal const string Analysis = "not-analysed";
    internal const string Clock = "no-clock";
    internal const string Random = "no-random";
    internal const string Locale = "no-locale";
    internal const string Code = "no-code-from-text";
    internal const string Outside = "no-outside";
    internal const string Async = "no-async";
    internal const string Import = "no-dynamic-import";
    internal const string Debugger = "no-debugger";
    internal const string GlobalWrite = "no-global-write";
    internal const string Memory = "no-shared-memory";
    internal const string Unknown = "unknown-name";
    internal const string Order = "iteration-order";
    internal const string This = "top-level-this";
    internal const string State = "mutable-state";
    internal const string Sealed = "sealed-value";

    /// <summary>All rules.</summary>
    public static IReadOnlyList<(string Id, string About)> All { get; } =
    [
        (Analysis, "A policy must be readable by the analysis that looks for what may not be in it."),
        (Clock, "A policy has no clock: its answer must be the same whenever it is asked."),
        (Random, "A policy has no randomness: its answer must be the same whenever it is asked."),
        (Locale, "A policy must not depend on language, region or time zone of a machine."),
        (Code, "Code from texts is not allowed in a policy."),
        (Outside, "A policy reaches nothing outside: no network, files, processes, timers or console."),
        (Async, "A policy answers at once: it cannot be async."),
        (Import, "A policy imports at the top of its modules, by texts that stand there."),
        (Debugger, "There is no debugger in the policy host."),
        (GlobalWrite, "Globals and built-ins are frozen."),
        (Memory, "Shared memory and the garbage collector are out of reach of a policy."),
        (Unknown, "A name must be declared, imported or built in."),
        (Order, "An answer must not hang on an order that is easily mistaken."),
        (This, "There is no 'this' at the top of a module."),
        (State, "A policy remembers nothing from one call to the next: what a module holds does not change after it was loaded."),
        (Sealed, "A secret value reaches a policy as a handle that it can place and move, not read."),
    ];
}

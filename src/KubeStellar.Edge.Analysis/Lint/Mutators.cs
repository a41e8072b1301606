using KubeStellar.Edge.Analysis.Scopes;

namespace KubeStellar.Edge.Analysis.Lint;

/// <summary>Methods and functions that change what they are called on or given.</summary>
internal static class Mutators
{
    private static readonly HashSet<string> OfArrays = ["push", "pop", "shift", "unshift", "splice", "fill", "copyWithin", "reverse", "sort", "set"];
    private static readonly HashSet<string> OfCollections = ["set", "add", "delete", "clear", "getOrInsert", "getOrInsertComputed"];
    private static readonly HashSet<string> Suspicious = ["push", "pop", "shift", "unshift", "splice", "copyWithin", "set", "add", "delete", "clear"];

    /// <summary>Whether a method changes a value of this kind; null: it may.</summary>
    internal static bool? Changes(ValueKind kind, string method) => kind switch
    {
        ValueKind.Array => OfArrays.Contains(method),
        ValueKind.Collection => OfCollections.Contains(method),
        ValueKind.Matcher => method is "test" or "exec",
        ValueKind.Iterator => method is "next" or "return" or "toArray" or "reduce" or "forEach" or "some" or "every" or "find",
        ValueKind.Plain or ValueKind.Object or ValueKind.Instance => false,
        _ => Suspicious.Contains(method) ? null : false,
    };

    /// <summary>Whether a call changes its first argument: <c>Object.assign(table, …)</c>.</summary>
    internal static bool ChangesArgument(Reference? callee) => callee is { Binding: null, Members: [var function] }
        && (callee.Name.Name, function) is ("Object", "assign" or "defineProperty" or "defineProperties" or "setPrototypeOf")
            or ("Reflect", "set" or "deleteProperty" or "defineProperty" or "setPrototypeOf");

    /// <summary>Whether a use of <c>this</c> changes it or a part of it.</summary>
    internal static bool Changes(ThisUse use) =>
        (use.Use == ReferenceUse.Write && use.Members.Count > 0)
        || (use is { Use: ReferenceUse.Call, Members.Count: > 1 } && (OfArrays.Contains(use.Members[^1]) || OfCollections.Contains(use.Members[^1])));

    /// <summary>What to write instead of a method that changes its array.</summary>
    internal static string Instead(string method) => method switch
    {
        "sort" => "use toSorted(...), which makes a new array",
        "reverse" => "use toReversed(), which makes a new array",
        "splice" => "use toSpliced(...), which makes a new array",
        "test" or "exec" => "take the flag g or y away, or write the expression inside the function: it remembers where it stopped",
        "next" => "make it inside the function",
        _ => "build it while the module is loaded, or make it inside the function",
    };
}

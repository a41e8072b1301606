using KubeStellar.Edge.Analysis.Scopes;

namespace KubeStellar.Edge.Analysis.Lint;

/// <summary>Names that no file declares: those of the host, those that it takes away, and those that it never had.</summary>
internal static class GlobalRules
{
    private static readonly Dictionary<string, (string Rule, string Message, string Remedy)> Gone = Table();

    private static readonly HashSet<string> Known =
    [
        "Object", "Array", "String", "Number", "Boolean", "Symbol", "BigInt", "Map", "Set", "WeakMap", "WeakSet", "Math", "JSON", "Reflect", "Proxy", "RegExp", "Iterator",
        "Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError", "AggregateError", "SuppressedError", "DisposableStack",
        "ArrayBuffer", "DataView", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array", "Float16Array", "Float32Array",
        "Float64Array", "BigInt64Array", "BigUint64Array", "parseInt", "parseFloat", "isNaN", "isFinite", "encodeURIComponent", "decodeURIComponent", "encodeURI", "decodeURI",
        "undefined", "NaN", "Infinity", "globalThis", "arguments", "Function",
    ];

    internal static void Check(ModuleFacts facts, Findings findings)
    {
        foreach (var use in facts.References)
        {
            if (use.Binding is null && use.Use != ReferenceUse.TypeOf)
            {
                Check(use, findings);
            }
        }
    }

    private static void Check(Reference use, Findings findings)
    {
        var name = use.Name.Name;
        var members = use.Members;
        if (name == "globalThis" && members.Count > 0 && members[0].Length > 0)
        {
            (name, members) = (members[0], [.. members.Skip(1)]);
        }

        if (use.Use == ReferenceUse.Write)
        {
            findings.Error(LintRules.GlobalWrite, use.Name, use.Members.Count == 0
                ? $"'{name}' is assigned and was never declared"
                : $"a part of '{use.Name.Name}' is assigned: globals and built-ins are frozen", use.Members.Count == 0 ? $"declare it: const {name} = ..." : "keep what you need in a const of your own");
        }
        else if (Gone.TryGetValue(name, out var gone) && (name != "Function" || use.Use is ReferenceUse.Call or ReferenceUse.New))
        {
            findings.Error(gone.Rule, use.Name, gone.Message, gone.Remedy);
        }
        else if (name == "Math" && members.Count > 0 && members[0] == "random")
        {
            findings.Error(LintRules.Random, use.Name, "there is no Math.random in a policy", "derive the choice from edge.id or another input");
        }
        else if (!Known.Contains(name) && !Gone.ContainsKey(name) && use.Members.SequenceEqual(members))
        {
            findings.Warn(LintRules.Unknown, use.Name, $"'{name}' is not declared, not imported and not built in", "");
        }
    }

    private static Dictionary<string, (string Rule, string Message, string Remedy)> Table()
    {
        var table = new Dictionary<string, (string, string, string)>(StringComparer.Ordinal);
        void Add(string rule, string message, string remedy, params IReadOnlyList<string> names)
        {
            foreach (var name in names)
            {
                table[name] = (rule, string.Format(System.Globalization.CultureInfo.InvariantCulture, message, name), remedy);
            }
        }

        Add(LintRules.Clock, "there is no {0} in a policy", "take the time from an input, for example timestamp(object.metadata.annotations[\"...\"])", "Date", "Temporal", "performance");
        Add(LintRules.Random, "there is no {0} in a policy", "derive the choice from edge.id or another input", "crypto");
        Add(LintRules.Locale, "there is no {0} in a policy", "build the text yourself", "Intl");
        Add(LintRules.Code, "code from texts ({0}) is not allowed in a policy", "write the function in the module", "eval", "Function", "WebAssembly", "ShadowRealm");
        Add(LintRules.Outside, "there is no {0} in a policy", "give a reason with yes(\"...\") or no(\"...\"), or throw an Error; `kse policy run` shows what a function does", "console", "alert", "print");
        Add(LintRules.Outside, "there is no {0} in a policy: it answers at once", "", "setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "queueMicrotask", "requestAnimationFrame");
        Add(LintRules.Outside, "there is no {0} in a policy: it reaches nothing outside", "hand the data in: as labels or properties of edges, or in the object",
            "fetch", "XMLHttpRequest", "WebSocket", "EventSource", "process", "Deno", "Bun", "Buffer", "window", "self", "document", "navigator", "location", "localStorage",
            "sessionStorage", "indexedDB", "Worker", "importScripts", "__dirname", "__filename");
        Add(LintRules.Outside, "there is no {0} in a policy", "use import and export at the top of the module", "require", "module", "exports");
        Add(LintRules.Async, "there is no use for {0} in a policy: it answers at once", "return the value itself", "Promise");
        Add(LintRules.Memory, "there is no {0} in a policy", "", "SharedArrayBuffer", "Atomics", "WeakRef", "FinalizationRegistry", "gc");
        return table;
    }
}

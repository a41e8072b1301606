using Acornima;
using Acornima.Ast;
using KubeStellar.Edge.Analysis.Scopes;

namespace KubeStellar.Edge.Analysis.Lint;

/// <summary>What can be told from one node.</summary>
internal static class SyntaxRules
{
    private static readonly HashSet<string> LocaleMethods = ["toLocaleString", "toLocaleDateString", "toLocaleTimeString", "toLocaleLowerCase", "toLocaleUpperCase", "localeCompare"];

    internal static void Check(ModuleFacts facts, Findings findings)
    {
        foreach (var (node, _) in facts.Notes)
        {
            switch (node)
            {
                case DebuggerStatement:
                    findings.Warn(LintRules.Debugger, node, "there is no debugger in the policy host", "take the statement away; `kse policy run` shows what a function does");
                    break;
                case AwaitExpression or ForOfStatement { Await: true }:
                    findings.Error(LintRules.Async, node, "a policy cannot wait: it answers at once", "return the value itself");
                    break;
                case IFunction { Async: true }:
                    findings.Error(LintRules.Async, node, "a policy cannot be async", "make it a plain function");
                    break;
                case ImportExpression:
                    findings.Error(LintRules.Import, node, "import() is not for policies", "import at the top of the module");
                    break;
                case MetaProperty { Meta.Name: "import" }:
                    findings.Error(LintRules.Import, node, "import.meta is not for policies");
                    break;
                case ForInStatement loop:
                    findings.Warn(LintRules.Order, node, "for...in goes through names that look like numbers first", "use for (const key of Object.keys(...).sort()), or a list");
                    break;
                case CallExpression { Callee: MemberExpression member } call:
                    Call(call, member, findings);
                    break;
            }
        }

        foreach (var use in facts.This.Where(use => use.Owner.Kind == ThisOwnerKind.Module))
        {
            findings.Warn(LintRules.This, use.Place, "'this' is undefined at the top of a module, and in arrow functions there", "name the value, or use a parameter");
        }
    }

    private static void Call(CallExpression call, MemberExpression member, Findings findings)
    {
        var name = Chains.NameOf(member);
        if (LocaleMethods.Contains(name))
        {
            findings.Error(LintRules.Locale, member.Property, $"there is no {name} in a policy: it depends on a machine's language", name switch
            {
                "localeCompare" => "compare with a < b ? -1 : a > b ? 1 : 0",
                "toLocaleLowerCase" => "use toLowerCase",
                "toLocaleUpperCase" => "use toUpperCase",
                _ => "use String(...), or build the text yourself",
            });
        }
        else if (name is "sort" or "toSorted" && call.Arguments is [ArrowFunctionExpression { Body: NonLogicalBinaryExpression { Operator: Operator.LessThan or Operator.GreaterThan or Operator.LessThanOrEqual or Operator.GreaterThanOrEqual } compared }])
        {
            findings.Warn(LintRules.Order, compared, "a comparison function returns a number: with true and false the order is not defined", "return a - b for numbers, a < b ? -1 : a > b ? 1 : 0 for texts");
        }
        else if (name == "constructor")
        {
            findings.Warn(LintRules.Code, member.Property, "a constructor of functions makes code from texts, which is not allowed in a policy", "write the function in the module");
        }
    }
}

using KubeStellar.Edge.Analysis.Parsing;

namespace KubeStellar.Edge.Analysis.Scopes;

/// <summary>
/// Tells functions that only run while the module is loaded from those that may run later. What the first ones build is a table; what the others change is
/// remembered from one call to the next.
/// </summary>
internal static class LoadTime
{
    internal static void Decide(ModuleFacts facts, Patience patience)
    {
        // Hope first, then take it away until nothing changes: functions that call each other while the module is loaded keep it.
        bool changed;
        do
        {
            changed = false;
            foreach (var function in facts.Functions)
            {
                patience.Ask();
                if (function is { AtLoad: true, Parent: { } parent } && !Holds(function, parent, patience))
                {
                    function.AtLoad = false;
                    changed = true;
                }
            }
        }
        while (changed);
    }

    private static bool Holds(FunctionInfo function, FunctionInfo parent, Patience patience)
    {
        if (!parent.AtLoad || function.Lazy)
        {
            return false;
        }

        if (function.CalledAtOnce)
        {
            return true;
        }

        if (function.Name is not { Exported: false } name)
        {
            return false;
        }

        foreach (var use in name.References)
        {
            patience.Ask();
            // A member of a class is no call of its constructor.
            if (name.Kind == BindingKind.Class && use.Members.Count > 0)
            {
                continue;
            }

            if (use is not { Use: ReferenceUse.Call or ReferenceUse.New, Members.Count: 0 } || !use.Function.AtLoad)
            {
                return false;
            }
        }

        return true;
    }
}

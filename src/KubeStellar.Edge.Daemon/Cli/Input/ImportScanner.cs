namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>Finds the imports of a module: <c>import … from</c>, <c>import "…"</c>, <c>export … from</c> and <c>import(…)</c>.</summary>
internal static class ImportScanner
{
    internal static IReadOnlyList<ImportStatement> Scan(string source)
    {
        var found = new List<ImportStatement>();
        var tokens = new ScriptTokens(source);
        var afterDot = false;
        var more = tokens.Read();
        while (more)
        {
            if (tokens.Kind == ScriptTokenKind.Word && !afterDot && tokens.Text is "import")
            {
                more = Import(tokens, source, found);
                afterDot = false;
            }
            else if (tokens.Kind == ScriptTokenKind.Word && !afterDot && tokens.Text is "export")
            {
                more = tokens.Read() && (tokens.Text is not ("*" or "{") || Clause(tokens, source, found));
            }
            else
            {
                afterDot = tokens.Text is ".";
                more = tokens.Read();
            }
        }

        return found;
    }

    private static bool Import(ScriptTokens tokens, string source, List<ImportStatement> found)
    {
        var at = tokens.Start;
        if (!tokens.Read())
        {
            return false;
        }

        if (tokens.Kind == ScriptTokenKind.String)
        {
            found.Add(Statement(source, tokens.Start, Unquote(tokens.Text), isDynamic: false));
            return tokens.Read();
        }

        if (tokens.Text is "(")
        {
            found.Add(Statement(source, at, "", isDynamic: true));
            return true;
        }

        // "import.meta", or a member that is called import.
        return tokens.Text is "." or ":" or "=" or ";" ? tokens.Read() : Clause(tokens, source, found);
    }

    /// <summary>From the first token of a clause to the specifier after <c>from</c>; anything that no clause holds ends it.</summary>
    private static bool Clause(ScriptTokens tokens, string source, List<ImportStatement> found)
    {
        var depth = 0;
        var more = true;
        while (more)
        {
            if (depth == 0 && tokens.Kind == ScriptTokenKind.Word && tokens.Text is "from")
            {
                more = tokens.Read();
                if (more && tokens.Kind == ScriptTokenKind.String)
                {
                    found.Add(Statement(source, tokens.Start, Unquote(tokens.Text), isDynamic: false));
                    return tokens.Read();
                }

                // A name that is called "from"; what follows is looked at in its turn.
                continue;
            }

            if (tokens.Text is "{" or "}")
            {
                depth += tokens.Text is "{" ? 1 : -1;
            }
            else if (tokens.Text is "import" or "export" || tokens.Kind is ScriptTokenKind.Other || (tokens.Kind == ScriptTokenKind.Mark && tokens.Text is not ("," or "*")))
            {
                return true;
            }

            more = tokens.Read();
        }

        return false;
    }

    private static ImportStatement Statement(string source, int at, string specifier, bool isDynamic)
    {
        var before = source.AsSpan(0, at);
        return new ImportStatement(specifier, before.Count('\n') + 1, at - before.LastIndexOf('\n'), isDynamic);
    }

    private static string Unquote(ReadOnlySpan<char> text) => text.Length >= 2 ? text[1..^1].ToString() : "";
}

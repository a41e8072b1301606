namespace KubeStellar.Edge.Flow.State.Modules;

/// <summary>Finds the imports of a module, JavaScript or TypeScript: <c>import … from</c>, <c>import "…"</c>, <c>export … from</c> and <c>import(…)</c>.</summary>
public static class ImportScanner
{
    /// <summary>All imports in the order of the text; of a broken text those that can be told.</summary>
    public static IReadOnlyList<ImportStatement> Scan(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var found = new List<ImportStatement>();
        var tokens = new ScriptTokens(source);
        var before = "";
        var more = tokens.Read();
        while (more)
        {
            if (tokens.Kind == ScriptTokenKind.Word && before != "." && tokens.Text is "import")
            {
                more = Import(tokens, source, found, MayBeType(before));
                before = "";
            }
            else if (tokens.Kind == ScriptTokenKind.Word && before != "." && tokens.Text is "export")
            {
                more = Export(tokens, source, found);
                before = "";
            }
            else
            {
                before = tokens.Text is { Length: <= 6 } text ? text.ToString() : "";
                more = tokens.Read();
            }
        }

        return found;
    }

    // TypeScript names the types of another module so: "let a: import('./a.ts').A". After these it is a call, and elsewhere only a parser could tell.
    private static bool MayBeType(string before) => before is not ("" or "await" or "return" or "yield" or "void" or ";" or "{" or "}");

    private static bool Import(ScriptTokens tokens, string source, List<ImportStatement> found, bool mayBeType)
    {
        var at = tokens.Start;
        if (!tokens.Read())
        {
            return false;
        }

        if (tokens.Kind == ScriptTokenKind.String)
        {
            return Add(tokens, source, found, ImportTypes.None);
        }

        if (tokens.Text is "(")
        {
            found.Add(Statement(source, at, "", isDynamic: true) with { Types = mayBeType ? ImportTypes.Statement : ImportTypes.None });
            return true;
        }

        if (tokens.Text is "type")
        {
            return ImportType(tokens, source, found);
        }

        // "import.meta", or a member that is called import.
        return tokens.Text is "." or ":" or "=" or ";" ? tokens.Read() : Clause(tokens, source, found, ImportTypes.None);
    }

    /// <summary>After <c>import type</c>: <c>type</c> may also be the name of what is imported.</summary>
    private static bool ImportType(ScriptTokens tokens, string source, List<ImportStatement> found)
    {
        if (!tokens.Read())
        {
            return false;
        }

        if (tokens.Text is not "from")
        {
            return Clause(tokens, source, found, tokens.Text is "," ? ImportTypes.None : ImportTypes.Statement);
        }

        // "import type from './a.js'" has a value called type, "import type from from './a.js'" a type called from.
        return tokens.Read() && (tokens.Kind == ScriptTokenKind.String
            ? Add(tokens, source, found, ImportTypes.None)
            : Clause(tokens, source, found, ImportTypes.Statement));
    }

    private static bool Export(ScriptTokens tokens, string source, List<ImportStatement> found)
    {
        if (!tokens.Read())
        {
            return false;
        }

        var types = ImportTypes.None;
        if (tokens.Text is "type")
        {
            types = ImportTypes.Statement;
            if (!tokens.Read())
            {
                return false;
            }
        }

        return tokens.Text is not ("*" or "{") || Clause(tokens, source, found, types);
    }

    /// <summary>From the first token of a clause to the specifier after <c>from</c>; anything that no clause holds ends it.</summary>
    private static bool Clause(ScriptTokens tokens, string source, List<ImportStatement> found, ImportTypes types)
    {
        var depth = 0;
        var names = new NameTypes();
        var more = true;
        while (more)
        {
            if (depth == 0 && tokens.Kind == ScriptTokenKind.Word && tokens.Text is "from")
            {
                more = tokens.Read();
                if (more && tokens.Kind == ScriptTokenKind.String)
                {
                    return Add(tokens, source, found, types == ImportTypes.None && names.All ? ImportTypes.Names : types);
                }

                // A name that is called "from"; what follows is looked at in its turn.
                names.Outside();
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

            names.Take(tokens, depth);
            more = tokens.Read();
        }

        return false;
    }

    private static bool Add(ScriptTokens tokens, string source, List<ImportStatement> found, ImportTypes types)
    {
        found.Add(Statement(source, tokens.Start, Unquote(tokens.Text), isDynamic: false) with { Types = types });
        return tokens.Read();
    }

    private static ImportStatement Statement(string source, int at, string specifier, bool isDynamic)
    {
        var before = source.AsSpan(0, at);
        return new ImportStatement(specifier, before.Count('\n') + 1, at - before.LastIndexOf('\n'), isDynamic);
    }

    private static string Unquote(ReadOnlySpan<char> text) => text.Length >= 2 ? text[1..^1].ToString() : "";

    /// <summary>Whether a clause names things in braces only, each marked <c>type</c>. A name that is called type counts as a value, which is the safe side.</summary>
    private sealed class NameTypes
    {
        private readonly List<string> _name = [];
        private bool _any;
        private bool _values;

        internal bool All => _any && !_values;

        internal void Outside() => _values = true;

        internal void Take(ScriptTokens tokens, int depth)
        {
            if (tokens.Text is "{" or "," or "}")
            {
                if (_name.Count > 0)
                {
                    _any = true;
                    _values |= _name is not (["type", not "as"] or ["type", not "as", "as", _]);
                    _name.Clear();
                }
            }
            else if (depth == 0)
            {
                _values = true;
            }
            else
            {
                _name.Add(tokens.Text.ToString());
            }
        }
    }
}

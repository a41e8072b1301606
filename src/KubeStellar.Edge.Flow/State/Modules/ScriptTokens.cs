namespace KubeStellar.Edge.Flow.State.Modules;

/// <summary>
/// Just enough of a JavaScript lexer to tell code from comments, strings, templates and regular expressions.
/// It reads on where the text is broken: whether a module compiles is for V8 to say.
/// </summary>
internal sealed class ScriptTokens(string text)
{
    private static readonly HashSet<string> BeforeRegex =
        ["return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "instanceof", "yield", "await", "default"];

    private readonly Stack<int> _templates = new();
    private int _braces;
    private bool _afterValue;

    /// <summary>Where the token begins.</summary>
    internal int Start { get; private set; }

    /// <summary>Where it ends.</summary>
    internal int End { get; private set; }

    internal ScriptTokenKind Kind { get; private set; }

    internal ReadOnlySpan<char> Text => text.AsSpan(Start, End - Start);

    internal bool Read()
    {
        SkipSpace();
        Start = End;
        if (End >= text.Length)
        {
            Kind = ScriptTokenKind.End;
            return false;
        }

        var c = text[End];
        if (IsWord(c))
        {
            Word();
        }
        else if (c is '"' or '\'')
        {
            Quoted(c);
            Set(ScriptTokenKind.String, afterValue: true);
        }
        else if (c == '`' || (c == '}' && _templates.Count > 0 && _templates.Peek() == _braces))
        {
            Template();
        }
        else if (c == '/' && !_afterValue)
        {
            Regex();
            Set(ScriptTokenKind.Other, afterValue: true);
        }
        else
        {
            Mark(c);
        }

        return true;
    }

    private void Word()
    {
        while (End < text.Length && IsWord(text[End]))
        {
            End++;
        }

        Set(ScriptTokenKind.Word, afterValue: !BeforeRegex.Contains(Text.ToString()));
    }

    private void Mark(char c)
    {
        End++;
        if ((c is '+' or '-' && End < text.Length && text[End] == c) || (c == '!' && _afterValue && !At("=")))
        {
            // "i++ / 2" and TypeScript's "a! / 2": a value stays one.
            End += c == '!' ? 0 : 1;
            Set(ScriptTokenKind.Mark, _afterValue);
            return;
        }

        _braces += c switch { '{' => 1, '}' => -1, _ => 0 };
        Set(ScriptTokenKind.Mark, afterValue: c is ')' or ']' or '}');
    }

    private void Template()
    {
        if (text[End] == '}')
        {
            _templates.Pop();
        }

        End++;
        while (End < text.Length)
        {
            var c = text[End++];
            if (c == '\\')
            {
                End = Math.Min(End + 1, text.Length);
            }
            else if (c == '`')
            {
                Set(ScriptTokenKind.Other, afterValue: true);
                return;
            }
            else if (c == '$' && End < text.Length && text[End] == '{')
            {
                End++;
                _templates.Push(_braces);
                break;
            }
        }

        Set(ScriptTokenKind.Other, afterValue: false);
    }

    private void Quoted(char quote)
    {
        End++;
        while (End < text.Length && text[End] != quote && text[End] != '\n')
        {
            End += text[End] == '\\' ? 2 : 1;
        }

        End = Math.Min(End + 1, text.Length);
    }

    private void Regex()
    {
        var inClass = false;
        End++;
        while (End < text.Length && text[End] != '\n' && (inClass || text[End] != '/'))
        {
            inClass = text[End] switch { '[' => true, ']' => false, _ => inClass };
            End += text[End] == '\\' ? 2 : 1;
        }

        End = Math.Min(End + 1, text.Length);
    }

    private void SkipSpace()
    {
        while (End < text.Length)
        {
            if (char.IsWhiteSpace(text[End]) || text[End] == '\uFEFF')
            {
                End++;
            }
            else if (At("//") || (End == 0 && At("#!")))
            {
                var end = text.IndexOf('\n', End);
                End = end < 0 ? text.Length : end;
            }
            else if (At("/*"))
            {
                var end = text.IndexOf("*/", End + 2, StringComparison.Ordinal);
                End = end < 0 ? text.Length : end + 2;
            }
            else
            {
                return;
            }
        }
    }

    private bool At(string mark) => text.AsSpan(End).StartsWith(mark);

    private void Set(ScriptTokenKind kind, bool afterValue) => (Kind, _afterValue) = (kind, afterValue);

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '$' or '#';
}

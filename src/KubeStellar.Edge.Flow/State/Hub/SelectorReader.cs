namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Reads the tokens of a label selector.</summary>
internal sealed class SelectorReader(string text)
{
    private int _at;

    internal bool AtEnd
    {
        get
        {
            SkipSpace();
            return _at == text.Length;
        }
    }

    /// <summary>Takes the character if it is next.</summary>
    internal bool Take(char c)
    {
        if (AtEnd || text[_at] != c)
            return false;
        _at++;
        return true;
    }

    /// <summary>The next word; empty when none is next.</summary>
    internal string Word()
    {
        SkipSpace();
        var from = _at;
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && text[_at] is not (',' or '=' or '!' or '(' or ')'))
            _at++;
        return text[from.._at];
    }

    internal FormatException Fault(string what) => new($"selector '{text}': {what} (column {_at + 1})");

    private void SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
    }
}

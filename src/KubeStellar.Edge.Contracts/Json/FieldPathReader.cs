using System.Text;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>Reads the text of <see cref="FieldPath"/>s, one after the other.</summary>
internal ref struct FieldPathReader(ReadOnlySpan<char> text)
{
    private const string Ends = ".[]\"";
    private ReadOnlySpan<char> _rest = text;

    internal bool End => (_rest = _rest.TrimStart(", \t\r\n")).IsEmpty;

    /// <summary>The next path; null where there is none.</summary>
    internal List<FieldStep>? Next()
    {
        if (Word() is not { } first)
        {
            return null;
        }

        var steps = new List<FieldStep> { FieldStep.Member(first) };
        while (!_rest.IsEmpty && !IsGap(_rest[0]))
        {
            var step = Take('.') ? Word() is { } name ? FieldStep.Member(name) : null : Take('[') ? Bracket() : null;
            if (step is null)
            {
                return null;
            }

            steps.Add(step);
        }

        return steps;
    }

    private FieldStep? Bracket()
    {
        if (Take('*'))
        {
            return Take(']') ? FieldStep.All : null;
        }

        if (Take('"'))
        {
            return Quoted() is { } name && Take(']') ? FieldStep.Member(name) : null;
        }

        var keys = new List<KeyValuePair<string, string>>();
        do
        {
            if (Word() is not { } key || !Take('='))
            {
                return null;
            }

            var end = _rest.IndexOfAny(',', ']', '"');
            if (end < 0 || _rest[end] == '"')
            {
                return null;
            }

            keys.Add(new(key, _rest[..end].ToString()));
            _rest = _rest[end..];
        }
        while (Take(','));
        return Take(']') ? new FieldStep(null, keys) : null;
    }

    private string? Quoted()
    {
        var name = new StringBuilder();
        while (!_rest.IsEmpty && _rest[0] != '"')
        {
            _rest = _rest[0] == '\\' ? _rest[1..] : _rest;
            if (_rest.IsEmpty)
            {
                return null;
            }

            name.Append(_rest[0]);
            _rest = _rest[1..];
        }

        return name.Length > 0 && Take('"') ? name.ToString() : null;
    }

    private string? Word()
    {
        var length = 0;
        while (length < _rest.Length && _rest[length] != '=' && !Ends.Contains(_rest[length]) && !IsGap(_rest[length]))
        {
            length++;
        }

        var word = _rest[..length].ToString();
        _rest = _rest[length..];
        return length > 0 ? word : null;
    }

    private bool Take(char expected)
    {
        if (_rest.IsEmpty || _rest[0] != expected)
        {
            return false;
        }

        _rest = _rest[1..];
        return true;
    }

    private static bool IsGap(char letter) => letter == ',' || char.IsWhiteSpace(letter);
}

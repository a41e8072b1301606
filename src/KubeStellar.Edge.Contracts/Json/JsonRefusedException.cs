namespace KubeStellar.Edge.Contracts.Json;

/// <summary>JSON (or a change to it) that is refused, with where and why in words fit for the person who wrote it. Never holds a value.</summary>
public sealed class JsonRefusedException : Exception
{
    /// <summary>Refuses for a reason.</summary>
    public JsonRefusedException(string reason, string path, Exception? inner = null)
        : this(reason, path, 0, 0, inner)
    {
    }

    /// <summary>Refuses for a reason, at a place in the text.</summary>
    public JsonRefusedException(string reason, string path, int line, int column, Exception? inner = null)
        : base(Compose(reason, path, line, column), inner)
    {
        Reason = reason;
        Path = path;
        Line = line;
        Column = column;
    }

    /// <summary>The sentence alone, without path and place.</summary>
    public string Reason { get; }

    /// <summary>The field, for example <c>metadata.name</c>; empty for the whole.</summary>
    public string Path { get; }

    /// <summary>Line from 1; 0 when unknown.</summary>
    public int Line { get; }

    /// <summary>Column from 1, in bytes; 0 when unknown.</summary>
    public int Column { get; }

    private static string Compose(string reason, string path, int line, int column)
    {
        var text = path.Length == 0 || reason.StartsWith(path, StringComparison.Ordinal) ? reason : $"{path}: {reason}";
        return line > 0 ? $"{text} (line {line}, column {column})" : text;
    }
}

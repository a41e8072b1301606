namespace KubeStellar.Edge.Kubernetes.Yaml;

/// <summary>A text that is no sequence of objects, with document, line, column and reason for the person who wrote it. Never holds a value.</summary>
public sealed class ManifestRefusedException : Exception
{
    /// <summary>Refuses the text at a place.</summary>
    public ManifestRefusedException(string reason, int document, int line, int column, string path = "", Exception? inner = null)
        : base($"document {document}, line {line}, column {column}: {(path.Length == 0 ? "" : $"{path}: ")}{reason}", inner)
    {
        Reason = reason;
        Document = document;
        Line = line;
        Column = column;
        Path = path;
    }

    /// <summary>The sentence alone.</summary>
    public string Reason { get; }

    /// <summary>Number of the document, from 1.</summary>
    public int Document { get; }

    /// <summary>Line in the text, from 1.</summary>
    public int Line { get; }

    /// <summary>Column in that line, from 1.</summary>
    public int Column { get; }

    /// <summary>The field, where it is known.</summary>
    public string Path { get; }
}

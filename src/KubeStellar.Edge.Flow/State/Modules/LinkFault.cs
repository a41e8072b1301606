namespace KubeStellar.Edge.Flow.State.Modules;

/// <summary>Why a bundle could not be completed with the libraries that it imports.</summary>
/// <param name="File">File of the bundle that imports; empty when the bundle itself is to be a library.</param>
/// <param name="Line">Line of the import, from 1.</param>
/// <param name="Column">Its column, from 1.</param>
/// <param name="Message">Sentence for people.</param>
public sealed record LinkFault(string File, int Line, int Column, string Message)
{
    /// <summary><c>file:line:column</c>, or empty.</summary>
    public string Place => File.Length == 0 ? "" : $"{File}:{Line}:{Column}";
}

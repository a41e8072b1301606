namespace KubeStellar.Edge.Daemon.Cli.Policy.Check;

/// <summary>Something that a check found.</summary>
/// <param name="File">File as the person named it, or reached from there.</param>
/// <param name="Line">Line, from 1; 0: the file as a whole.</param>
/// <param name="Column">Column, from 1; 0 with line 0.</param>
/// <param name="Error">An error; else a warning.</param>
/// <param name="Rule">Id: of a lint rule, a reason of the engine (<c>BadShape</c>), <c>TS2345</c>, or <c>file</c>.</param>
/// <param name="Message">Sentence.</param>
/// <param name="Remedy">What to do, or empty.</param>
internal sealed record Problem(string File, int Line, int Column, bool Error, string Rule, string Message, string Remedy = "")
{
    internal string Place => Line > 0 ? $"{File}:{Line}:{Column}" : File;

    internal string Sentence => Remedy.Length > 0 ? $"{Message}; {Remedy}" : Message;
}

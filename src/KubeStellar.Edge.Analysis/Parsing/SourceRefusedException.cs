namespace KubeStellar.Edge.Analysis.Parsing;

/// <summary>A source that cannot be analysed: it does not parse, or it is too deep, too large or too slow to parse.</summary>
public sealed class SourceRefusedException : Exception
{
    /// <summary>Without a reason.</summary>
    public SourceRefusedException()
    {
    }

    /// <summary>With a sentence.</summary>
    public SourceRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence and what it came from.</summary>
    public SourceRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Line, from 1.</summary>
    public int Line { get; init; } = 1;

    /// <summary>Column, from 1.</summary>
    public int Column { get; init; } = 1;

    /// <summary>Whether the source is no JavaScript; an engine says better what is wrong with it.</summary>
    public bool Syntax { get; init; }
}

using Acornima;

namespace KubeStellar.Edge.Analysis.Parsing;

/// <summary>Parses sources that may be hostile: the parser guards its stack by itself, time is bounded token by token, and what a single token can cost is bounded here.</summary>
internal static class ModuleParser
{
    /// <summary>Longest number in characters: the parser's time for one grows with the square of its length.</summary>
    private const int MaxNumber = 2000;

    private const int MaxCharacters = 4 * 1024 * 1024;

    /// <exception cref="SourceRefusedException">It is no module, or passes a bound.</exception>
    internal static ParsedModule Parse(string file, string text, Patience patience)
    {
        if (text.Length > MaxCharacters)
        {
            throw new SourceRefusedException($"it has {text.Length} characters; {MaxCharacters} are the limit");
        }

        RefuseLongNumbers(text);
        try
        {
            var parser = new Parser(new ParserOptions
            {
                EcmaVersion = EcmaVersion.Latest,
                // What a pattern means is the engine's affair.
                OnRegExp = (in RegExpParsingContext _) => RegExpParseResult.ForSuccess(null, null),
                OnToken = (in Token _) => patience.Ask(),
            });
            return new ParsedModule(file, text, parser.ParseModule(text, file));
        }
        catch (ParseErrorException error)
        {
            throw new SourceRefusedException(error.Description, error) { Line = Math.Max(1, error.LineNumber), Column = error.Column + 1, Syntax = true };
        }
        catch (InsufficientExecutionStackException error)
        {
            throw new SourceRefusedException("it is nested too deeply", error);
        }
    }

    private static void RefuseLongNumbers(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_'))
            {
                start = start < 0 ? i : start;
                continue;
            }

            if (start >= 0 && i - start > MaxNumber && char.IsAsciiDigit(text[start]) && text[i - 1] == 'n')
            {
                throw new SourceRefusedException($"it has a number of {i - start} characters; {MaxNumber} are the limit") { Line = text.AsSpan(0, start).Count('\n') + 1 };
            }

            start = -1;
        }
    }
}
